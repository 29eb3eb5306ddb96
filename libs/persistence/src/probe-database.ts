import pg from 'pg';
import { SCHEMAS } from './schemas.js';

const PATIENCE_MS = 3000;

export interface DatabaseFindings {
  readonly version: string;
  /** The schemas of Meshpair whose tables are there. */
  readonly migrated: readonly string[];
}

/** Connects once and looks whether the tables are there. Throws when there is no database. */
export async function probeDatabase(databaseUrl: string): Promise<DatabaseFindings> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'meshpair-probe',
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; migrated: string[] }>(
      `select current_setting('server_version') as version,
              array(select nspname::text from pg_namespace
                     where nspname = any($1) and to_regclass(nspname || '.migrations') is not null) as migrated`,
      [SCHEMAS],
    );
    return rows[0] ?? { version: 'unknown', migrated: [] };
  } finally {
    await client.end();
  }
}
