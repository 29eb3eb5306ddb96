import type { Pool, PoolClient } from 'pg';

/** Runs `work` in one transaction: all of it is committed, or nothing when it throws. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that is lost between two statements says so by an event, which would end the process.
  const onLost = (): void => undefined;
  client.on('error', onLost);
  let failure: Error | undefined;
  try {
    // Sent with the work's first statement, not before it. Both are waited for: what fails may be either.
    const [begun, done] = await Promise.allSettled([client.query('begin'), work(client)]);
    if (begun.status === 'rejected') throw begun.reason;
    if (done.status === 'rejected') throw done.reason;
    await client.query('commit');
    return done.value;
  } catch (error) {
    // A connection that cannot even roll back is thrown away, and its transaction with it.
    await client.query('rollback').catch((lost: Error) => (failure = lost));
    throw error;
  } finally {
    client.off('error', onLost);
    client.release(failure);
  }
}
