import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';
import { withMigrationLock } from './migration-lock.js';
import { type SchemaName, SCHEMAS } from './schemas.js';

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

/** A dump restored into another cluster changes the first, a recovery to a point in time the second. */
const READ_HISTORY = `
  select system_identifier::text as "systemIdentifier",
         left(pg_walfile_name(pg_current_wal_lsn()), 8) as timeline
    from pg_control_system()`;

const RENEW = `
  insert into pairing.audit_epochs as stored (epoch, system_identifier, timeline)
  values (replace(gen_random_uuid()::text, '-', ''), $1, $2)
      on conflict (only_one) do update
     set epoch = excluded.epoch, system_identifier = excluded.system_identifier, timeline = excluded.timeline
   where (stored.system_identifier, stored.timeline) <> (excluded.system_identifier, excluded.timeline)
  returning 1`;

/** Transaction ids start again in a new cluster: what is there already comes before all that is written now. */
const PUT_FIRST = ['pairing.pairing_events', 'registry.mesh_events'].map(
  (table) => `update ${table} set transaction_id = '0' where transaction_id <> '0'`,
);

/** Begins a new epoch of the audit trail when the database is of another history than before. */
async function renewAuditEpoch(client: Client): Promise<void> {
  const { rows } = await client.query<{ systemIdentifier: string; timeline: string }>(READ_HISTORY);
  await client.query('begin');
  const renewed = await client.query(RENEW, [rows[0]?.systemIdentifier, rows[0]?.timeline]);
  if (renewed.rowCount === 1) for (const statement of PUT_FIRST) await client.query(statement);
  await client.query('commit');
}
