import pg from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions, SCHEMAS, type SchemaName } from './data-source.js';

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
      const done = await migrateSchema(databaseUrl, schema);
      for (const name of done) log?.(`${schema}: ${name}`);
    }
  } finally {
    // The lock goes with its connection.
    await client.end();
  }
}

async function migrateSchema(databaseUrl: string, schema: SchemaName): Promise<readonly string[]> {
  // A migration may take its time: no statement timeout.
  const source = new DataSource({ ...dataSourceOptions(databaseUrl, schema, { poolSize: 1 }), extra: {} });
  await source.initialize();
  try {
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  } finally {
    await source.destroy();
  }
}
