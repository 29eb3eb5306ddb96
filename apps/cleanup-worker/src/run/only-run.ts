import pg from 'pg';

/** Any number that nobody else uses. */
const RUN_LOCK = 6_969_000_002;

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Runs `work` while no other process does, over all workers (a session-level advisory lock on a connection of its
 * own); `busy` when one does. The signal aborts when that connection, and the lock with it, is lost.
 */
export async function asOnlyRun<T>(
  databaseUrl: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | 'busy'> {
  const lost = new AbortController();
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'meshpair-cleanup-lock',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  try {
    await client.connect();
    const { rows } = await client.query<{ isOurs: boolean }>('select pg_try_advisory_lock($1) as "isOurs"', [
      RUN_LOCK,
    ]);
    return rows[0]?.isOurs ? await work(lost.signal) : 'busy';
  } finally {
    // The lock goes with its connection.
    await client.end().catch(() => undefined);
  }
}
