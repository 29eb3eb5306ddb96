import { freePort, type RunningProcess, startNodeService } from '@meshpair/servers';
import type { TestServers } from '@meshpair/testing';
import type { Part } from '../cost/process-cost.js';
import type { Target } from '../target.js';
import { createDatabase } from './bench-database.js';
import { BetterAuthDeviceFlows } from './better-auth-device-flows.js';
import { Browser } from './browser.js';
import type { DeviceFlowsConstructor } from './device-flows.js';
import { OTHERS, versionOf } from './install-others.js';
import { OidcDeviceFlows } from './oidc-device-flows.js';

type Servers = Pick<TestServers, 'postgresUrl' | 'postgresPid' | 'redisUrl' | 'redisPid'>;

/** Another project's device flow, on one of the run's servers. */
export interface Other {
  readonly name: string;
  /** A program of bench/others. */
  readonly program: string;
  readonly store: 'postgres' | 'redis';
  readonly Flows: DeviceFlowsConstructor;
}

export const OTHER_TARGETS: readonly Other[] = [
  {
    name: `oidc-provider ${versionOf('oidc-provider')} on Postgres`,
    program: 'oidc-provider.mjs',
    store: 'postgres',
    Flows: OidcDeviceFlows,
  },
  {
    name: `oidc-provider ${versionOf('oidc-provider')} on Redis`,
    program: 'oidc-provider.mjs',
    store: 'redis',
    Flows: OidcDeviceFlows,
  },
  {
    name: `better-auth ${versionOf('better-auth')} on Postgres`,
    program: 'better-auth.mjs',
    store: 'postgres',
    Flows: BetterAuthDeviceFlows,
  },
];

/**
 * Starts its server on an empty store, and signs `users` users in: as many flows at a time can be driven. What the
 * server complains of is said.
 */
export async function startOther(
  other: Other,
  servers: Servers,
  users: number,
  say: (line: string) => void,
): Promise<Target> {
  const port = await freePort();
  const server = await startNodeService({
    name: other.name,
    entry: other.program,
    cwd: OTHERS,
    env: { NODE_ENV: 'production', PORT: String(port), ...(await storeSettings(other, servers)) },
    onLine: (line) => say(`  ${other.name}: ${line}`),
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  const browsers = Array.from({ length: users }, () => new Browser());
  try {
    await signIn(new other.Flows(baseUrl, browsers), users);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    name: other.name,
    parts: partsOf(other, server, servers),
    flows: (atATime) => new other.Flows(baseUrl, browsers.slice(0, atATime)),
    stop: () => server.stop(),
  };
}

async function signIn(flows: InstanceType<DeviceFlowsConstructor>, users: number): Promise<void> {
  try {
    await Promise.all(Array.from({ length: users }, (_, worker) => flows.signIn(worker)));
  } finally {
    flows.close();
  }
}

async function storeSettings(
  { name, store }: Other,
  { postgresUrl, redisUrl }: Servers,
): Promise<Readonly<Record<string, string>>> {
  if (store === 'redis') return { REDIS_URL: redisUrl };
  const database = await createDatabase(postgresUrl, name.toLowerCase().replaceAll(/\W/g, '_'));
  await database.close();
  return { DATABASE_URL: database.databaseUrl };
}

const partsOf = (
  { store }: Other,
  { pid }: RunningProcess,
  { postgresPid, redisPid }: Servers,
): readonly Part[] => [
  { name: 'server', pids: [pid], withChildren: true },
  store === 'postgres'
    ? { name: 'postgres', pids: [postgresPid], withChildren: true }
    : { name: 'redis', pids: [redisPid] },
];
