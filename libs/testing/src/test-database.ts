import pg from 'pg';
import { DATABASE_SERVICES, serviceRole } from '@meshpair/persistence/service-database-url';
import { testEnvironment } from './test-environment.js';
import { uniqueName } from './unique-name.js';
import { waitFor } from './wait-for.js';

export type Row = Readonly<Record<string, unknown>>;

/** A migrated database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Cuts off whoever is still connected and deletes the database. */
  drop(): Promise<void>;
  /** Lets it stay, under this name. */
  rename(name: string): Promise<void>;
}

/** Clones a template of the run, the migrated one unless told. */
export async function createTestDatabase(template = testEnvironment('template')): Promise<TestDatabase> {
  const serverUrl = testEnvironment('postgresUrl');
  const name = uniqueName('test');
  const execute = (statement: string): Promise<unknown> =>
    atServer(serverUrl, (client) => client.query(statement));
  // Its files are copied: the other way writes each page twice, the second time into the log.
  await execute(`create database ${name} template ${template} strategy file_copy`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 4 });
  pool.on('error', () => undefined);
  return {
    url: url.href,
    async query(sql, parameters = []) {
      const { rows } = await pool.query<Row>(sql, [...parameters]);
      return rows;
    },
    async drop() {
      await pool.end();
      await execute(`drop database if exists ${name} with (force)`);
      const roles = DATABASE_SERVICES.map((service) => serviceRole(url.href, service));
      await execute(`drop role if exists ${roles.join(', ')}`);
    },
    async rename(to) {
      await pool.end();
      await execute(`alter database ${name} rename to ${to}`);
    },
  };
}

/** Runs `work` with a connection to the server's own database. */
export async function atServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Every row of every table of ours, one JSON line each. */
export async function dumpDatabase(database: Pick<TestDatabase, 'query'>): Promise<string> {
  const tables = await database.query(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  );
  const lines: string[] = [];
  for (const { name } of tables) {
    const rows = await database.query(`select row_to_json(t)::text as line from ${String(name)} t`);
    lines.push(...rows.map(({ line }) => `${String(name)} ${String(line)}`));
  }
  return lines.join('\n');
}

const UNSETTLED = `
  select 1 from registry.mesh_events where transaction_id >= pg_snapshot_xmin(pg_current_snapshot())
   union all
  select 1 from pairing.pairing_events where transaction_id >= pg_snapshot_xmin(pg_current_snapshot())`;

/**
 * Resolves when the trail shows all that has happened: it holds back what an older transaction, of any database of the
 * server, might still come before.
 */
export async function trailIsSettled({ query }: Pick<TestDatabase, 'query'>): Promise<void> {
  await waitFor(async () => (await query(UNSETTLED)).length === 0, { message: 'the trail is settled' });
}
