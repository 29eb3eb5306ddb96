import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import {
  locateNatsServer,
  locateRedisServer,
  type RunningPostgres,
  startNats,
  startPostgres,
  startRedis,
} from '@meshpair/servers';
import { makeScratchFolder } from './scratch-folder.js';
import { TEST_ENVIRONMENT } from './test-environment.js';

export interface TestServerOptions {
  /** The checkout whose builds are started; the working directory unless told. */
  readonly repository?: string;
  /** Postgres with fsync, as in earnest (to measure it); off unless told. */
  readonly durable?: boolean;
}

const TEMPLATE = 'meshpair_template';

/** The servers of one test run. */
export interface TestServers {
  readonly postgresUrl: string;
  readonly postgresPid: number;
  readonly redisUrl: string;
  readonly redisPid: number;
  stop(): Promise<void>;
}

/**
 * Starts one Postgres (with a migrated template database), one NATS and one Redis in a temporary
 * directory, and names them in the environment, which the test processes inherit.
 */
export async function startServers(options: TestServerOptions = {}): Promise<TestServers> {
  const { repository = process.cwd(), durable = false } = options;
  const programs = resolve(repository, 'node_modules/.cache/meshpair-servers');
  const log = (line: string): void => console.log(line);
  const [natsProgram, redisProgram] = await Promise.all([
    locateNatsServer(programs, log),
    locateRedisServer(programs, log),
  ]);
  const dataDir = await (durable ? mkdtemp(join(tmpdir(), 'meshpair-test-')) : makeScratchFolder());
  // The postgres user must be able to pass through.
  await chmod(dataDir, 0o711);
  const [postgres, nats, redis] = await Promise.all([
    startPostgres({ dataDir, fsync: durable, settings: { max_connections: '500' } }),
    startNats({ program: natsProgram, dataDir }),
    startRedis({ program: redisProgram, dataDir }),
  ]);
  await createTemplate(postgres.url, TEMPLATE);
  process.env[TEST_ENVIRONMENT.postgresUrl] = postgres.url;
  process.env[TEST_ENVIRONMENT.template] = TEMPLATE;
  process.env[TEST_ENVIRONMENT.natsUrl] = nats.url;
  process.env[TEST_ENVIRONMENT.redisUrl] = redis.url;
  process.env[TEST_ENVIRONMENT.programs] = programs;
  process.env[TEST_ENVIRONMENT.repository] = resolve(repository);
  return {
    postgresUrl: postgres.url,
    postgresPid: postgres.pid,
    redisUrl: redis.url,
    redisPid: redis.pid,
    async stop() {
      await Promise.all([stopPostgres(postgres), nats.stop(), redis.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function stopPostgres(postgres: RunningPostgres): Promise<void> {
  await postgres.stop();
  await rm(postgres.directory, { recursive: true, force: true });
}

/** Makes a migrated database, for test databases to be copies of. */
export async function createTemplate(postgresUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  const { migrateAll } = await import('@meshpair/persistence');
  await migrateAll(url.href);
}
