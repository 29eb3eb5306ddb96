import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LineLog } from '@meshpair/servers';
import {
  databaseRoleUrls,
  jetStreamIsUp,
  makeRolePasswords,
  passwordSettings,
  serviceUrls,
  waitFor,
} from '@meshpair/testing';
import { Database } from './database.js';
import { addOwners, fillUp, type MeshOwner } from './owners.js';
import { type MeshServers, startServers } from './servers.js';
import { natsUrlOf, natsUserUrlsOf, type Replica, startServices } from './services.js';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));

/** The limits that the mesh under test keeps, which the checks know. */
export const LIMITS = { devicesPerOwner: 2_000, pinAttempts: 5, pairingTtlSeconds: 45 } as const;

const ROOM_LEFT = 12;

/** A whole mesh on servers of its own. */
export interface Mesh {
  readonly servers: MeshServers;
  readonly replicas: readonly Replica[];
  readonly gateways: readonly (Replica & { readonly url: string })[];
  readonly owners: readonly MeshOwner[];
  /** Straight to the servers, past every link. */
  readonly database: Database;
  readonly natsUrl: string;
  /** Holds what the servers keep, and may be filled. */
  readonly disk: string | undefined;
  stop(): Promise<void>;
}

export interface MeshOptions {
  readonly isCluster: boolean;
  /** Where a small disk lies for what the servers keep. */
  readonly disk: string | undefined;
}

/** Starts servers and services; the last owner has room for a dozen devices only. */
export async function startMesh(
  { isCluster, disk }: MeshOptions,
  log: LineLog,
  onLine: LineLog,
): Promise<Mesh> {
  const dataDir = await mkdtemp(join(disk ?? tmpdir(), 'meshpair-faults-'));
  // The postgres user must be able to pass through.
  await chmod(dataDir, 0o711);
  const programs = join(REPOSITORY, 'node_modules/.cache/meshpair-servers');
  const servers = await startServers({ dataDir, programs, isCluster, log });
  const natsUrl = natsUrlOf(servers);
  await waitFor(() => jetStreamIsUp(natsUrl), { timeoutMs: 30_000, message: 'JetStream is up' });
  const databaseUrl = servers.postgres.process.url;
  const passwords = makeRolePasswords();
  const firstKey = `mpo_first_${randomBytes(24).toString('hex')}`;
  await run(process.execPath, ['apps/launcher/bundle/migrate.js'], {
    cwd: REPOSITORY,
    env: {
      ...process.env,
      ...passwordSettings(passwords),
      DATABASE_URL: databaseUrl,
      MESHPAIR_OWNER_KEY: firstKey,
      HOST_NODE_NAME: 'host',
    },
  });
  const database = new Database(databaseUrl);
  const owners = await addOwners(database, firstKey, ['ann', 'ben', 'full']);
  await fillUp(database, 'full', LIMITS.devicesPerOwner - ROOM_LEFT);
  const replicas = await startServices({
    servers,
    serviceUrls: serviceUrls(databaseRoleUrls(databaseUrl, passwords), natsUserUrlsOf(servers)),
    dataDir,
    settings: settings(isCluster),
    log,
    onLine,
  });
  const gateways = replicas.flatMap((each) => (each.url === undefined ? [] : [{ ...each, url: each.url }]));
  return {
    servers,
    replicas,
    gateways,
    owners,
    database,
    natsUrl,
    disk,
    stop: () => stopMesh(servers, replicas, database, dataDir),
  };
}

const settings = (isCluster: boolean): Readonly<Record<string, string>> => ({
  RATE_LIMITS: 'off',
  MAX_DEVICES_PER_OWNER: String(LIMITS.devicesPerOwner),
  PIN_MAX_ATTEMPTS: String(LIMITS.pinAttempts),
  PAIRING_TTL_SECONDS: String(LIMITS.pairingTtlSeconds),
  PURGE_EVERY_SECONDS: '2',
  IP_CONFLICT_POLICY: 'reject',
  NATS_STREAM_REPLICAS: isCluster ? '3' : '1',
});

async function stopMesh(
  { postgres, redis, nats }: MeshServers,
  replicas: readonly Replica[],
  database: Database,
  dataDir: string,
): Promise<void> {
  await Promise.all(replicas.map(({ part }) => part.stop()));
  await Promise.all(replicas.flatMap(({ links }) => links.map((link) => link.close())));
  await database.close();
  const { directory } = postgres.process;
  await Promise.all([postgres, redis, ...nats].map((part) => part.stop()));
  await rm(directory, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}
