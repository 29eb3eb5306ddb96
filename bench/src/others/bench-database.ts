import pg from 'pg';
import type { RunningSystem } from '@meshpair/testing';

/** An empty database of its own, and a connection to it. */
export type BenchDatabase = Pick<RunningSystem, 'databaseUrl' | 'query'> & { close(): Promise<void> };

/** Creates it at the run's Postgres, with which it is deleted. */
export async function createDatabase(postgresUrl: string, name: string): Promise<BenchDatabase> {
  const server = new pg.Client({ connectionString: postgresUrl });
  await server.connect();
  await server.query(`create database ${name}`);
  await server.end();
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 1 });
  pool.on('error', () => undefined);
  return {
    databaseUrl: url.href,
    async query(sql, parameters = []) {
      const { rows } = await pool.query<Readonly<Record<string, unknown>>>(sql, [...parameters]);
      return rows;
    },
    close: () => pool.end(),
  };
}
