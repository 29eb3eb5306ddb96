import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@meshpair/contracts';
import { writeOwnerKey } from '@meshpair/domain';
import type { DatabaseService } from '@meshpair/persistence/service-database-url';
import { freePort, locateNatsServer, type NatsUser, type RunningProcess, startNats } from '@meshpair/servers';
import { consumersAreIdle } from './event-stream.js';
import { createMeshDatabase } from './mesh-database.js';
import {
  databaseRoleUrls,
  makeRolePasswords,
  type ServiceUrls,
  serviceUrls,
  sharedSettings,
} from './mesh-settings.js';
import { type Environment, ServiceGroup, type ServiceName, SERVICES } from './service-group.js';
import { dumpDatabase, type TestDatabase } from './test-database.js';
import { testEnvironment } from './test-environment.js';

export interface SystemOptions {
  /** Settings of DESIGN §8, given to every service. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How many processes of a service; 1 unless told, but for those that work on their own, which a test asks for. */
  readonly replicas?: Partial<Readonly<Record<ServiceName, number>>>;
  /** Settings of one replica, by its service and its place from 0. */
  readonly settingsOf?: (name: ServiceName, index: number) => Environment;
  /** With the run's Redis (the cleanup worker's BullMQ), else on Postgres alone. */
  readonly withRedis?: boolean;
  /** Lets nats-server tell what it has done, at `natsMonitorUrl`. */
  readonly monitorsNats?: boolean;
}

/** The real processes of a whole mesh, on a database and a nats-server of their own. */
export interface RunningSystem {
  readonly baseUrl: string;
  readonly gatewayUrls: readonly string[];
  readonly ownerKey: string;
  /** As an admin; the services have `databaseUrls`. */
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** As an admin; the services have `natsUrls`. */
  readonly natsUrl: string;
  readonly natsPid: number;
  readonly natsMonitorUrl?: string;
  /** As the role of each service. */
  readonly databaseUrls: Readonly<Record<DatabaseService, string>>;
  /** As the user of each service, and as the audit user. */
  readonly natsUrls: Readonly<Record<NatsUser, string>>;
  /** The processes of a service, as they run now. */
  processesOf(name: ServiceName): readonly RunningProcess[];
  stopService(name: ServiceName): Promise<void>;
  killService(name: ServiceName): Promise<void>;
  /** With its settings, and `settings` over them. */
  startService(name: ServiceName, settings?: Environment): Promise<void>;
  query: TestDatabase['query'];
  /** Every row of every table, as text. */
  dumpDatabase(): Promise<string>;
  consumersAreIdle(): Promise<boolean>;
  /** What all processes, nats-server among them, have written so far. */
  logs(): string;
  stop(): Promise<void>;
}

/** Those of this test file, also the ones that still start. */
const started = new Set<Promise<RunningSystem>>();

/** Starts the keeper and the services from their builds, with a first owner and a host node. Needs the run's servers. */
export function startSystem(options: SystemOptions = {}): Promise<RunningSystem> {
  const starting = startAll(options);
  started.add(starting);
  return starting;
}

/** Stops what still runs: a `beforeAll` that misses its time never gets what it has started. */
export async function stopSystems(): Promise<void> {
  const stopping = [...started].map((starting) =>
    starting.then(
      (system) => system.stop(),
      () => undefined,
    ),
  );
  started.clear();
  await Promise.all(stopping);
}

async function startAll(options: SystemOptions): Promise<RunningSystem> {
  const repository = testEnvironment('repository');
  const stops: (() => Promise<unknown>)[] = [];
  const lines: string[] = [];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    const dataDir = await mkdtemp(join(tmpdir(), 'meshpair-system-'));
    stops.push(() => rm(dataDir, { recursive: true, force: true }));
    const passwords = makeRolePasswords();
    const { database, ownerKey } = await createMeshDatabase(passwords);
    stops.push(() => database.drop());
    const monitorPort = options.monitorsNats ? await freePort() : undefined;
    const nats = await startNats({
      program: await locateNatsServer(testEnvironment('programs'), console.log),
      dataDir,
      monitorPort,
      log: (line) => lines.push(line),
    });
    stops.push(() => nats.stop());
    const shared = sharedSettings(dataDir, options);
    const databaseUrls = databaseRoleUrls(database.url, passwords);
    const urls = serviceUrls(databaseUrls, nats.userUrls, nats.auditorsFile);
    const services = await serviceGroups(options, repository, urls, shared, (line) => lines.push(line));
    stops.push(() => Promise.all(services.groups.map((group) => group.stop())));
    await Promise.all(services.groups.map((group) => group.start()));
    const groupOf = (name: ServiceName): ServiceGroup => services.byName[name];
    return {
      baseUrl: services.gatewayUrls[0] ?? '',
      gatewayUrls: services.gatewayUrls,
      ownerKey,
      databaseUrl: database.url,
      dataDir,
      natsUrl: nats.url,
      natsPid: nats.pid,
      natsMonitorUrl: monitorPort === undefined ? undefined : `http://127.0.0.1:${monitorPort}`,
      databaseUrls,
      natsUrls: nats.userUrls,
      processesOf: (name) => groupOf(name).processes,
      stopService: (name) => groupOf(name).stop(),
      killService: (name) => groupOf(name).kill(),
      startService: (name, settings) => groupOf(name).start(settings),
      query: (sql, parameters) => database.query(sql, parameters),
      dumpDatabase: () => dumpDatabase(database),
      consumersAreIdle: () => consumersAreIdle(nats.url),
      logs: () => lines.join('\n'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Few tests need these, and every start would pay for them. */
const ON_THEIR_OWN: readonly ServiceName[] = ['cleanup-worker', 'audit', 'webhooks'];

const standardReplicas = (name: ServiceName): number => (ON_THEIR_OWN.includes(name) ? 0 : 1);

async function serviceGroups(
  { replicas = {}, settingsOf = () => ({}) }: SystemOptions,
  repository: string,
  urls: ServiceUrls,
  shared: Environment,
  onLine: (line: string) => void,
): Promise<{
  readonly groups: readonly ServiceGroup[];
  readonly byName: Readonly<Record<ServiceName, ServiceGroup>>;
  readonly gatewayUrls: readonly string[];
}> {
  const ports = await Promise.all(Array.from({ length: replicas.gateway ?? 1 }, () => freePort()));
  const scheme = (shared['TLS'] ?? shared['TLS_CERT_FILE']) === undefined ? 'http' : 'https';
  const gatewayUrls = ports.map((port) => `${scheme}://127.0.0.1:${port}`);
  const group = (name: ServiceName): ServiceGroup => {
    const environments =
      name === 'gateway'
        ? ports.map((port) => ({ ...urls[name], PUBLIC_URL: gatewayUrls[0], ...shared, PORT: String(port) }))
        : Array.from({ length: replicas[name] ?? standardReplicas(name) }, () => ({
            ...urls[name],
            ...shared,
          }));
    const each = environments.map((environment, index) => ({ ...environment, ...settingsOf(name, index) }));
    return new ServiceGroup(name, repository, each, onLine);
  };
  const groups = SERVICES.map(group);
  const byName = Object.fromEntries(groups.map((each) => [each.name, each])) as Record<
    ServiceName,
    ServiceGroup
  >;
  return { groups, byName, gatewayUrls };
}

/** Adds an owner beside the first, as the registry keeps one, and returns its key. */
export async function addOwner(system: Pick<RunningSystem, 'query'>, ownerId: string): Promise<string> {
  const secret = randomBytes(24).toString('hex');
  await system.query('insert into registry.owners (owner_id, name, created_at) values ($1, $1, now())', [
    ownerId,
  ]);
  await system.query(
    `insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at)
     values ($1, $1, $2, now())`,
    [ownerId, digestOf(secret)],
  );
  return writeOwnerKey({ keyId: ownerId, secret });
}
