import pg from 'pg';
import { createDataSource, SCHEMAS } from './data-source.js';

/** Any number that nobody else uses: two starts at once migrate one after the other. */
const MIGRATION_LOCK = 6_969_000_001;

export interface MigrateOptions {
  readonly log?: (message: string) => void;
}

/** Creates the schemas and brings the tables of every service up to date. Safe when several start at once. */
export async function migrateAll(databaseUrl: string, { log }: MigrateOptions = {}): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'meshpair-migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    for (const schema of SCHEMAS) {
      await client.query(`create schema if not exists ${schema}`);
      const source = await createDataSource(databaseUrl, schema, { poolSize: 1 }).initialize();
      try {
        const done = await source.runMigrations({ transaction: 'each' });
        for (const migration of done) log?.(`${schema}: ${migration.name}`);
      } finally {
        await source.destroy();
      }
    }
  } finally {
    // The lock goes with its connection.
    await client.end();
  }
}
