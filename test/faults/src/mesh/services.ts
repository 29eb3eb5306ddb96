import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import {
  freeServerPort,
  type LineLog,
  NATS_USERS,
  type RunningNats,
  type RunningServer,
  startNodeService,
} from '@meshpair/servers';
import { type ServiceName, SERVICES, type ServiceUrls } from '@meshpair/testing';
import { Link } from './link.js';
import { Part } from './part.js';
import type { MeshServers } from './servers.js';

/** Two of each service, and one keeper. */
const replicasOf = (service: ServiceName): number => (service === 'keeper' ? 1 : 2);

/** A run does not wait for hours: webhooks make their attempts by DELIVERY_TIMES. */
const entryOf = (service: ServiceName): string =>
  service === 'webhooks' ? 'test/e2e/webhooks/hurried-webhooks.mjs' : `apps/${service}/bundle/main.js`;

const DELIVERY_TIMES = {
  policy: { delaysMs: Array.from({ length: 200 }, () => 500), failingForMs: 86_400_000 },
  timeoutMs: 1_000,
  leaseMs: 3_000,
  sweepMs: 1_000,
};

/** Patches `Date` by CLOCK_SKEW_MS. */
const SKEWED_CLOCK = new URL('./skewed-clock.js', import.meta.url);

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));

const USES: Readonly<Record<ServiceName, readonly ('postgres' | 'nats' | 'redis')[]>> = {
  keeper: ['nats'],
  gateway: ['nats'],
  pairing: ['postgres', 'nats'],
  registry: ['postgres', 'nats'],
  'cleanup-worker': ['postgres', 'nats', 'redis'],
  audit: ['postgres'],
  webhooks: ['postgres', 'nats', 'redis'],
};

/** A replica of a service, with the links by which it reaches its servers. */
export interface Replica {
  readonly service: ServiceName;
  readonly part: Part;
  readonly links: readonly Link[];
  /** For a gateway. */
  readonly url?: string;
  /** What the clock of its next start will be off by, in milliseconds. */
  clockSkewMs: number;
}

export interface ServicesOptions {
  readonly servers: MeshServers;
  /** As a user of its own: nobody has more rights than at `npm start`. */
  readonly serviceUrls: ServiceUrls;
  readonly settings: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly log: LineLog;
  /** Every line that a service writes. */
  readonly onLine: LineLog;
}

/** Starts the keeper and two replicas of each service, each supervised. */
export async function startServices(options: ServicesOptions): Promise<readonly Replica[]> {
  const shared = {
    MESHPAIR_SECRET: randomBytes(32).toString('hex'),
    AUDIT_SECRET: randomBytes(32).toString('hex'),
    WEBHOOK_SECRET: randomBytes(32).toString('hex'),
    WEBHOOK_ALLOWED_RANGES: '127.0.0.1/32',
    DELIVERY_TIMES: JSON.stringify(DELIVERY_TIMES),
    DATA_DIR: options.dataDir,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    ...options.settings,
  };
  const replicas = SERVICES.flatMap((service) =>
    Array.from({ length: replicasOf(service) }, (_, index) =>
      startReplica(service, `${service}-${index + 1}`, shared, options),
    ),
  );
  return Promise.all(replicas);
}

async function startReplica(
  service: ServiceName,
  name: string,
  shared: Readonly<Record<string, string>>,
  { servers, serviceUrls, log, onLine }: ServicesOptions,
): Promise<Replica> {
  const { links, urls } = await linksOf(service, name, serviceUrls[service], servers);
  const port = await freeServerPort();
  const own = service === 'gateway' ? { PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` } : {};
  const replica = { clockSkewMs: 0 };
  const start = (): ReturnType<typeof startNodeService> =>
    startNodeService({
      name,
      entry: entryOf(service),
      cwd: REPOSITORY,
      env: { ...shared, ...urls, ...own, ...clockOf(replica.clockSkewMs) },
      onLine: (line) => onLine(`[${name}] ${line}`),
    });
  const part = await Part.start(name, start, log);
  return Object.assign(replica, {
    service,
    part,
    links,
    ...(service === 'gateway' && { url: `http://127.0.0.1:${port}` }),
  });
}

const clockOf = (skewMs: number): Readonly<Record<string, string>> =>
  skewMs === 0 ? {} : { NODE_OPTIONS: `--import ${SKEWED_CLOCK.href}`, CLOCK_SKEW_MS: String(skewMs) };

/** A cluster is reached directly: its servers tell the clients of each other, past any link. */
async function linksOf(
  service: ServiceName,
  name: string,
  own: ServiceUrls[ServiceName],
  servers: MeshServers,
): Promise<{ links: readonly Link[]; urls: Readonly<Record<string, string>> }> {
  const links: Link[] = [];
  const urls: Record<string, string> = {};
  const through = async (setting: string, url: string, server: Part<RunningServer>): Promise<void> => {
    const link = await Link.open(`${name}→${server.name}`, server.process.port);
    links.push(link);
    urls[setting] = link.urlTo(url);
  };
  const { DATABASE_URL = '' } = own;
  const natsUrls = Object.entries(own).filter(([setting]) => setting.startsWith('NATS_'));
  for (const server of USES[service]) {
    if (server === 'postgres') await through('DATABASE_URL', DATABASE_URL, servers.postgres);
    else if (server === 'redis') await through('REDIS_URL', servers.redis.process.url, servers.redis);
    else if (servers.nats.length > 1) Object.assign(urls, Object.fromEntries(natsUrls));
    else
      for (const [setting, url = ''] of natsUrls)
        await through(setting, url, servers.nats[0] as Part<RunningNats>);
  }
  return { links, urls };
}

/** The NATS servers, with commas, for an admin. */
export const natsUrlOf = ({ nats }: MeshServers): string => nats.map(({ process }) => process.url).join(',');

/** The same for each of their users. */
export const natsUserUrlsOf = ({ nats }: MeshServers): RunningNats['userUrls'] =>
  Object.fromEntries(
    NATS_USERS.map((user) => [user, nats.map(({ process }) => process.userUrls[user]).join(',')]),
  ) as RunningNats['userUrls'];
