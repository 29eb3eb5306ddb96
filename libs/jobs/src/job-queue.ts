import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createPostgresBackend, type Processor, Queue, runMigrations, Worker } from 'bullmq';
import pg from 'pg';

/** The queues, and where in Postgres BullMQ's tables of each live; `migrateJobQueues` makes them. */
const SCHEMA_OF = { cleanup: 'cleanup', webhooks: 'webhook_jobs' } as const;
export type QueueName = keyof typeof SCHEMA_OF;

const POOL_SIZE = 4;

/** The job of a worker that died is given to another within 15 s; until then no other job is taken. */
const LOCKS = { lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 10 };

export interface JobQueueOptions {
  readonly name: QueueName;
  /** Jobs that this process does at once; 1 unless told. */
  readonly concurrency?: number;
}

export interface BackendSettings {
  readonly DATABASE_URL: string;
  readonly REDIS_URL?: string | undefined;
}

/** A BullMQ queue and one worker of it, on whichever backend is set. */
export interface JobQueue {
  readonly queue: Pick<
    Queue,
    | 'add'
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
export function openJobQueue(
  options: JobQueueOptions,
  settings: BackendSettings,
  process: Processor,
): JobQueue {
  return settings.REDIS_URL === undefined
    ? postgresQueue(options, settings.DATABASE_URL, process)
    : redisQueue(options, settings.REDIS_URL, settings.DATABASE_URL, process);
}

function postgresQueue(
  { name, concurrency = 1 }: JobQueueOptions,
  connectionString: string,
  process: Processor,
): JobQueue {
  const connection = { connectionString, schema: SCHEMA_OF[name], max: POOL_SIZE };
  const queue = new Queue(name, { connection }, createPostgresBackend);
  const working = { connection, concurrency, autorun: false, ...LOCKS };
  const worker = new Worker(name, process, working, createPostgresBackend);
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

function redisQueue(
  { name, concurrency = 1 }: JobQueueOptions,
  url: string,
  databaseUrl: string,
  process: Processor,
): JobQueue {
  const prefix = redisPrefix(databaseUrl);
  const queue = new Queue(name, { connection: { url }, prefix });
  const worker = new Worker(name, process, {
    concurrency,
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

const PING_MS = 2_000;

/** Whether the queue answers, within two seconds. */
export function queueAnswers({ queue }: Pick<JobQueue, 'queue'>): Promise<boolean> {
  const answered = queue.getJobScheduler('any').then(
    () => true,
    () => false,
  );
  return Promise.race([answered, delay(PING_MS, false, { ref: false })]);
}

/** Meshes that share a Redis keep apart: each works for its own database. */
export function redisPrefix(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl);
  const place = createHash('sha256')
    .update(`${hostname}:${port || '5432'}${pathname}`)
    .digest('hex');
  return `meshpair-${place.slice(0, 12)}`;
}

/** Makes BullMQ's tables in Postgres, of every queue, or brings them up to date. The services' own roles could not. */
export async function migrateJobQueues(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'meshpair-migrate' });
  await client.connect();
  try {
    for (const schema of Object.values(SCHEMA_OF)) await runMigrations(client, schema);
  } finally {
    await client.end();
  }
}
