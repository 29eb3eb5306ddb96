import { existsSync } from 'node:fs';
import { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.js';
import { initPostgres } from './init-postgres.js';
import { keptSecret } from './kept-secret.js';
import { postgresBinaries } from './postgres-binaries.js';
import { placePostgres } from './postgres-place.js';
import { postgresUser } from './postgres-user.js';
import type { ProcessLedger } from './process-ledger.js';
import { type LineLog, ProcessFailedToStart, type RunningProcess, spawnProcess } from './spawn-process.js';
import type { RunningServer } from './start-nats.js';

export interface PostgresOptions {
  /** Keeps `postgres/` and the password. */
  readonly dataDir: string;
  readonly port?: number;
  /** What is being done. */
  readonly log?: LineLog;
  /** What the server itself writes. */
  readonly onLine?: LineLog;
  /** Notes what is started. */
  readonly ledger?: ProcessLedger;
  /** Off only for tests: a crash of the machine may lose or spoil the data. */
  readonly fsync?: boolean;
  /** Further settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningPostgres extends RunningServer {
  /** Where the data is; outside of `dataDir` when the postgres user cannot enter that. */
  readonly directory: string;
}

const POSTGRES_USER = 'meshpair';
const DATABASE = 'meshpair';

/**
 * Starts the Postgres that npm installed, on 127.0.0.1 only and with a password that is kept in `dataDir`, makes
 * its cluster and the database `meshpair` when missing, and resolves when it answers.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const log = options.log ?? (() => undefined);
  const dataDir = resolve(options.dataDir);
  const user = await postgresUser(log);
  const place = await placePostgres(dataDir, await postgresBinaries(), user, log);
  const cluster = join(place.directory, 'cluster');
  const password = await keptSecret(dataDir, 'postgres-password');
  const fsync = options.fsync ?? true;
  if (!existsSync(cluster)) {
    await initPostgres({ place, cluster, user, password, role: POSTGRES_USER, fsync, log });
  }
  const port = options.port ?? (await freePort());
  const settings = { ...SETTINGS, ...(fsync ? {} : WITHOUT_FSYNC), ...options.settings, port: String(port) };
  const url = `postgres://${POSTGRES_USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
  const process = await patiently(() =>
    spawnProcess({
      name: 'postgres',
      command: place.binaries.postgres,
      args: [
        '-D',
        cluster,
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      env: { LC_ALL: 'C', TZ: 'UTC' },
      cwd: '/',
      ...(user === undefined ? {} : { user }),
      // Fast shutdown: clients are cut off, transactions rolled back, everything is written.
      stopSignal: 'SIGINT',
      ledger: options.ledger,
      onLine: options.onLine ?? (() => undefined),
      isReady: { line: (line) => line.includes('database system is ready to accept connections') },
      answers: (_child, signal) => askPostgres(url, signal),
    }),
  );
  await ensureDatabase(port, password);
  return { ...process, port, url, directory: place.directory };
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  lc_messages: 'C',
  logging_collector: 'off',
  log_destination: 'stderr',
};

const WITHOUT_FSYNC = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** A server of an earlier, killed start may still be leaving: its lock on the data is waited for. */
async function patiently(start: () => Promise<RunningProcess>): Promise<RunningProcess> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      const isLocked =
        error instanceof ProcessFailedToStart &&
        error.lastLines.some((line) => line.includes('postmaster.pid'));
      if (!isLocked || Date.now() > deadline) throw error;
      await new Promise((later) => setTimeout(later, 500));
    }
  }
}

async function ensureDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: POSTGRES_USER,
    password,
    database: 'postgres',
  });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/**
 * Asks Postgres a query over a connection of its own. An answer that refuses is an answer too: a server that starts,
 * recovers from a crash (57P03) or has no connection left (53300) is alive.
 */
async function askPostgres(url: string, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: url, stream: () => new Socket({ signal }) });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
  } finally {
    // Waits for the server to close, unless the signal cuts the connection.
    await client.end().catch(() => undefined);
  }
}
