import { createHash } from 'node:crypto';
import { createPostgresBackend, type Processor, Queue, runMigrations, Worker } from 'bullmq';
import pg from 'pg';

/** Where BullMQ's tables live; `migrateJobQueue` makes them. */
export const JOB_QUEUE_SCHEMA = 'cleanup';
const QUEUE = 'cleanup';
const POOL_SIZE = 4;

/** The job of a worker that died is given to another within 15 s; until then no other job is taken. */
const LOCKS = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 10 };

export interface BackendSettings {
  readonly DATABASE_URL: string;
  readonly REDIS_URL?: string | undefined;
}

/** A BullMQ queue and one worker of it, on whichever backend is set. */
export interface JobQueue {
  readonly queue: Pick<
    Queue,
    | 'upsertJobScheduler'
    | 'getJobScheduler'
    | 'removeJobScheduler'
    | 'setGlobalConcurrency'
    | 'waitUntilReady'
    | 'close'
  >;
  readonly worker: Pick<Worker, 'run' | 'waitUntilReady' | 'close'>;
  /** Calls back at errors of the backend and at jobs that failed. */
  onTrouble(callback: (error: Error) => void): void;
}

/** Redis where `REDIS_URL` is set, else BullMQ's Postgres backend on `DATABASE_URL`. Nothing is taken before `worker.run()`. */
export function openJobQueue(settings: BackendSettings, process: Processor): JobQueue {
  return settings.REDIS_URL === undefined
    ? postgresQueue(settings.DATABASE_URL, process)
    : redisQueue(settings.REDIS_URL, settings.DATABASE_URL, process);
}

function postgresQueue(connectionString: string, process: Processor): JobQueue {
  const connection = { connectionString, schema: JOB_QUEUE_SCHEMA, max: POOL_SIZE };
  const queue = new Queue(QUEUE, { connection }, createPostgresBackend);
  const worker = new Worker(QUEUE, process, { connection, autorun: false, ...LOCKS }, createPostgresBackend);
  return {
    queue: queue,
    worker: worker,
    onTrouble: (callback) => {
      queue.on('error', callback);
      worker.on('error', callback);
      worker.on('failed', (_job, error) => callback(error));
    },
  };
}

function redisQueue(url: string, databaseUrl: string, process: Processor): JobQueue {
  const prefix = redisPrefix(databaseUrl);
  const queue = new Queue(QUEUE, { connection: { url }, prefix });
  const worker = new Worker(QUEUE, process, {
    connection: { url, maxRetriesPerRequest: null },
    prefix,
    autorun: false,
    ...LOCKS,
  });
  return {
    queue,
    worker,
    onTrouble: (callback) => {
      queue.on('error', callback);
      worker.on('error', callback);
      worker.on('failed', (_job, error) => callback(error));
    },
  };
}

/** Meshes that share a Redis keep apart: each cleans its own database. */
export function redisPrefix(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  const place = createHash('sha256')
    .update(`${hostname}:${port || '5432'}${pathname}`)
    .digest('hex');
  return `meshpair-${place.slice(0, 12)}`;
}

/** Makes BullMQ's tables in Postgres or brings them up to date. The worker's own role could not. */
export async function migrateJobQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'meshpair-migrate' });
  await client.connect();
  try {
    await runMigrations(client, JOB_QUEUE_SCHEMA);
  } finally {
    await client.end();
  }
}
