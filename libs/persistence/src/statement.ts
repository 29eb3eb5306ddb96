import type { Pool, PoolClient, QueryResultRow } from 'pg';

/** A statement that each connection prepares once, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Runs a prepared statement and returns its rows. */
export async function run<Row extends QueryResultRow>(
  connection: Pool | PoolClient,
  { name, text }: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await connection.query<Row>({ name, text, values: [...values] });
  return rows;
}

/** As `run`, for a statement that answers one row with a `count`. */
export async function runCount(
  connection: Pool | PoolClient,
  statement: Statement,
  values: readonly unknown[],
): Promise<number> {
  const [row] = await run<{ count: number }>(connection, statement, values);
  return row?.count ?? 0;
}

const DEADLOCK_DETECTED = '40P01';
const MOST_TRIES = 3;

/** Tries again when two batches with the same rows met crosswise; Postgres undid all of this one. */
export async function retryOnDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const isDeadlock = (error as { code?: unknown }).code === DEADLOCK_DETECTED;
      if (!isDeadlock || tries === MOST_TRIES) throw error;
    }
  }
}
