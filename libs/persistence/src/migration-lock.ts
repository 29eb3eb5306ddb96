import pg from 'pg';

/** Any number that nobody else uses: two starts at once change the schema one after the other. */
const MIGRATION_LOCK = 6_969_000_001;

/** Runs `work` while nobody else changes this database's schemas, tables or rights. */
export async function withMigrationLock(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'meshpair-migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await work(client);
  } finally {
    // The lock goes with its connection.
    await client.end();
  }
}
