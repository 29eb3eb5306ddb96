import { DataSource } from 'typeorm';
import { dataSourceOptions, SCHEMAS, type SchemaName } from './data-source.js';
import { withMigrationLock } from './migration-lock.js';
import { renewAuditEpoch } from './renew-audit-epoch.js';

export interface MigrateOptions {
  readonly log?: (message: string) => void;
}

/** Creates the schemas and brings the tables of every service up to date, and the audit trail after a restore. Safe when several start at once. */
export const migrateAll = (databaseUrl: string, { log }: MigrateOptions = {}): Promise<void> =>
  withMigrationLock(databaseUrl, async (client) => {
    for (const schema of SCHEMAS) {
      await client.query(`create schema if not exists ${schema}`);
      const done = await migrateSchema(databaseUrl, schema);
      for (const name of done) log?.(`${schema}: ${name}`);
    }
    await renewAuditEpoch(client);
  });

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
