import { runMigrations } from 'bullmq';
import pg from 'pg';
import { JOB_QUEUE_SCHEMA } from './job-queue.js';

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
