import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { type CloudEvent, digestOf, type Reply } from '@meshpair/contracts';
import { startService } from '@meshpair/kernel';
import { CommandBus, NatsClient, StreamKeeper } from '@meshpair/messaging';
import {
  CONSOLE_SESSIONS,
  type ConsoleSessions,
  MESH_NODES,
  type MeshNodes,
  OWNERS,
  type Owners,
} from '@meshpair/persistence';
import { locateNatsServer, startNats } from '@meshpair/servers';
import { createLogger, Readiness } from '@meshpair/service';
import { readSettings } from '@meshpair/settings';
import { EventsByStream } from '@meshpair/testing';
import { registryService } from '../src/registry.service.js';

export const OWNER_ID = 'owner-1';
export const OWNER_SECRET = 'S3cretS3cretS3cretS3cretS3cretS3cret';
export const OWNER_KEY = `mpo_first_${OWNER_SECRET}`;
export const MESH_SECRET = 'a secret of at least thirty-two characters';

/** Replicas of the registry on a NATS server of their own: subjects and durables are fixed. */
export interface RegistryReplicas {
  readonly bus: CommandBus;
  readonly nats: NatsClient;
  readonly nodes: MeshNodes;
  readonly consoles: ConsoleSessions;
  /** What the registry published, in the order of the stream. */
  readonly events: readonly CloudEvent[];
  stop(): Promise<void>;
}

const silent = { log: () => undefined, warn: () => undefined };

export async function startRegistries(
  count: number,
  databaseUrl: string,
  overrides: Readonly<Record<string, string>> = {},
): Promise<RegistryReplicas> {
  const dataDir = await mkdtemp(join(tmpdir(), 'meshpair-registry-'));
  const program = await locateNatsServer(process.env['MESHPAIR_TEST_PROGRAMS'] ?? dataDir, () => undefined);
  const server = await startNats({ program, dataDir });
  const keeper = new StreamKeeper({ natsUrl: server.url, replicas: 1, retentionDays: 1, logger: silent });
  await keeper.start();
  const environment = { DATABASE_URL: databaseUrl, NATS_URL: server.url, ...overrides };
  const replicas = await Promise.all(Array.from({ length: count }, () => startReplica(environment)));
  const bus = new CommandBus({ natsUrl: server.url, name: 'test' });
  await bus.onModuleInit();
  const replica = replicas[0];
  if (!replica) throw new Error('there must be a replica');
  const nats = replica.get(NatsClient, { strict: false });
  const nodes = replica.get<MeshNodes>(MESH_NODES, { strict: false });
  const consoles = replica.get<ConsoleSessions>(CONSOLE_SESSIONS, { strict: false });
  await addFirstOwner(replica.get<Owners>(OWNERS, { strict: false }));
  const stream = new EventsByStream();
  nats.subscribeJson('meshpair.events.>', (event) => {
    const isAnswer = 'sequence' in (event as object) && (event as CloudEvent).source === '/meshpair/registry';
    if (isAnswer) stream.take(event as CloudEvent);
  });
  const stop = async (): Promise<void> => {
    await bus.onApplicationShutdown();
    await Promise.all(replicas.map((one) => one.close()));
    await keeper.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { bus, nats, nodes, consoles, events: stream.events, stop };
}

async function startReplica(environment: Readonly<Record<string, string>>): Promise<INestApplicationContext> {
  const settings = readSettings({ MESHPAIR_SECRET: MESH_SECRET, LOG_LEVEL: 'fatal', ...environment });
  const readiness = new Readiness();
  const logger = createLogger(settings, 'registry');
  const replica = await startService(registryService, { settings, logger, readiness });
  readiness.markReady();
  return replica;
}

const addFirstOwner = (owners: Owners): Promise<unknown> =>
  owners.ensureFirst({
    ownerId: OWNER_ID,
    name: 'Ada',
    keyId: 'first',
    secretDigest: digestOf(OWNER_SECRET),
    now: new Date(),
  });

/** The value of an accepted reply. */
export function valueOf<T>(reply: Reply<T>): T {
  if (!reply.ok) throw new Error(`refused: ${reply.error.code}`);
  return reply.value;
}

/** `ok`, or the problem code of a refusal. */
export const codeOf = (reply: Reply<unknown>): string => (reply.ok ? 'ok' : reply.error.code);
