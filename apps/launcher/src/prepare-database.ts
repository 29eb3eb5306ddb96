import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureServiceRoles, migrateAll, type RolePasswords } from '@meshpair/persistence';
import type { LineLog } from '@meshpair/servers';
import { REPOSITORY } from './repository.js';

const run = promisify(execFile);

export interface PrepareDatabase {
  /** The URL of a user who may create schemas and roles. */
  readonly databaseUrl: string;
  /** Where to keep BullMQ's queues; in this database when there is none. */
  readonly redisUrl: string | undefined;
  /** Gives each service a role of its own; left out, services connect as whoever their URL names. */
  readonly rolePasswords: RolePasswords | undefined;
  readonly log: LineLog;
}

/** Brings every table of the database up to date, then the rights on them. */
export async function prepareDatabase(options: PrepareDatabase): Promise<void> {
  const { databaseUrl, redisUrl, rolePasswords, log } = options;
  await migrateAll(databaseUrl, { log: (message) => log(`Migrated ${message}`) });
  if (redisUrl === undefined) await migrateJobQueues(databaseUrl);
  if (rolePasswords !== undefined) await ensureServiceRoles(databaseUrl, rolePasswords);
}

/** BullMQ is loaded by those who have a queue only; the cleanup worker makes the tables of all. */
async function migrateJobQueues(databaseUrl: string): Promise<void> {
  await run(process.execPath, ['apps/cleanup-worker/bundle/migrate.js'], {
    cwd: REPOSITORY,
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
  });
}
