import type { Pool, PoolClient } from 'pg';

/** The outcome of a transaction whose last statement is under way: the commit is sent after it, not after its answer. */
export class Ending<T> {
  constructor(
    readonly outcome: T,
    readonly lastStatement: Promise<unknown>,
  ) {}
}

/** Runs `work` in one transaction: all of it is committed, or nothing when it throws. */
export async function inTransaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T | Ending<T>>,
): Promise<T> {
  const client = await pool.connect();
  // A connection that is lost between two statements says so by an event, which would end the process.
  const onLost = (): void => undefined;
  client.on('error', onLost);
  let failure: Error | undefined;
  try {
    // Sent with the work's first statement, not before it. Both are waited for: what fails may be either.
    const [, result] = await allOf(client.query('begin'), work(client));
    const ending = result instanceof Ending ? result : new Ending(result, Promise.resolve());
    // After a last statement that failed, the commit is a rollback.
    await allOf(ending.lastStatement, client.query('commit'));
    return ending.outcome;
  } catch (error) {
    // A connection that cannot even roll back is thrown away, and its transaction with it.
    await client.query('rollback').catch((lost: Error) => (failure = lost));
    throw error;
  } finally {
    client.off('error', onLost);
    client.release(failure);
  }
}

/** As `Promise.all`, but waits for both, whichever fails: the connection is at rest afterwards. Throws the first's failure. */
export async function allOf<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  const [first, second] = await Promise.allSettled([one, other]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  return [first.value, second.value];
}
