import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, type RunAs } from '@meshpair/servers';
import { testEnvironment, waitFor } from '@meshpair/testing';
import { buildImage, type Image } from './build-image.js';
import { type ComposeServices, composeServices, dependenciesOf, environmentFile } from './compose-file.js';
import { Container } from './container.js';
import { composeNats, composePostgres, composeRedis, type ComposeServer } from './servers.js';

const run = promisify(execFile);

/** Whoever is root lets the services be nobody; an ordinary user cannot, and is unprivileged already. */
const serviceUser = (): RunAs =>
  process.getuid?.() === 0
    ? { uid: 65_534, gid: 65_534 }
    : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

/** `docker compose up` without an engine: the image built, and everything of the Compose file started. */
export interface Rehearsal {
  readonly image: Image;
  readonly user: RunAs;
  readonly services: ComposeServices;
  readonly environment: Readonly<Record<string, string>>;
  readonly baseUrl: string;
  readonly servers: {
    readonly postgres: ComposeServer;
    readonly nats: ComposeServer & { readonly monitor: number };
    readonly redis: ComposeServer & { health(): Promise<string> };
  };
  /** The running containers of our own image, by name and number. */
  readonly containers: ReadonlyMap<string, Container>;
  /** What `migrate` said. */
  readonly migrated: string;
  logs(): string;
  stop(): Promise<void>;
}

export async function rehearse(replicas: Readonly<Record<string, number>>): Promise<Rehearsal> {
  const repository = testEnvironment('repository');
  const work = await mkdtemp(join(tmpdir(), 'meshpair-box-'));
  // The services, who are somebody else, must be able to pass through.
  await chmod(work, 0o711);
  const stops: (() => Promise<unknown>)[] = [() => removed(work)];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    const user = serviceUser();
    const image = await buildImage(repository, 'docker/Dockerfile', work, user);
    // Nobody writes into a container that is read-only: not even, as here, the owner of its files.
    execFileSync('chmod', ['-R', 'a-w', image.root]);
    const environment = await madeEnvironment(join(work, 'context'));
    const text = await readFile(join(repository, 'docker-compose.yml'), 'utf8');
    const services = composeServices(text, environment);
    const servers = {
      postgres: await composePostgres(services, join(work, 'postgres')),
      nats: await composeNats(services, repository, join(work, 'nats')),
      redis: await composeRedis(services, join(work, 'redis')),
    };
    stops.push(() => Promise.all(Object.values(servers).map((server) => server.stop())));
    await Promise.all(Object.values(servers).map((server) => server.start()));

    const lines: string[] = [];
    const port = await freePort();
    const reach = (value: string): string =>
      value.replace(
        /@(postgres|nats|redis):\d+/,
        (_found, name: keyof typeof servers) => `@127.0.0.1:${servers[name].port}`,
      );
    const create = (name: string, number: number): Promise<Container> =>
      Container.create({
        name: `${name}-${number}`,
        service: services[name]!,
        image,
        folder: join(work, 'run', `${name}-${number}`),
        user,
        reach,
        ...(name === 'gateway' ? { adapted: { HOST: '127.0.0.1', PORT: String(port) } } : {}),
        onLine: (line) => lines.push(line),
      });
    const containers = new Map<string, Container>();
    stops.push(() => Promise.all([...containers.values()].map((container) => container.stop())));
    let migrated = '';
    for (const name of startOrder(services)) {
      if (services[name]?.restart === 'no') {
        migrated = await ranOnce(await create(name, 1));
        continue;
      }
      const numbers = Array.from({ length: replicas[name] ?? 1 }, (_, index) => index + 1);
      const started = await Promise.all(numbers.map((number) => create(name, number)));
      for (const container of started) containers.set(container.plan.name, container);
      await Promise.all(started.map((container) => container.start()));
    }
    const baseUrl = `http://127.0.0.1:${port}`;
    const logs = (): string => lines.join('\n');
    return { image, user, services, environment, baseUrl, servers, containers, migrated, logs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ranOnce(container: Container): Promise<string> {
  const { code, output } = await container.runOnce();
  if (code !== 0) throw new Error(`${container.plan.name} ended with ${code}: ${output}`);
  return output;
}

/** `npm run compose-env` alone, in a checkout without anything installed. */
async function madeEnvironment(checkout: string): Promise<Readonly<Record<string, string>>> {
  const script = join(checkout, 'scripts/compose-env.mjs');
  await run(process.execPath, [script, 'http://192.168.1.20:6969']);
  return environmentFile(await readFile(join(checkout, '.env'), 'utf8'));
}

/** Our own services, each after those that it depends on. */
function startOrder(services: ComposeServices): readonly string[] {
  const order: string[] = [];
  const visit = (name: string): void => {
    const service = services[name];
    if (service?.build === undefined || order.includes(name)) return;
    dependenciesOf(service).forEach(visit);
    order.push(name);
  };
  Object.keys(services).forEach(visit);
  return order;
}

async function removed(work: string): Promise<void> {
  execFileSync('chmod', ['-R', 'u+w', work]);
  await rm(work, { recursive: true, force: true });
}

/** What the health check of each container says, once it says `expected` of all of them. */
export const untilHealth = (
  rehearsal: Rehearsal,
  expected: Readonly<Record<string, RegExp>>,
): Promise<true> =>
  waitFor(
    async () => {
      const said = await Promise.all(
        [...rehearsal.containers].map(async ([name, container]) => [name, await container.health()] as const),
      );
      return said.every(([name, words]) => (expected[name] ?? /^0$/).test(words)) ? true : undefined;
    },
    { timeoutMs: 60_000, message: `health: ${Object.entries(expected).join(' ')}` },
  );
