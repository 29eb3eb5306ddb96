import { Socket } from 'node:net';
import pg from 'pg';

/**
 * Asks Postgres a query over a connection of its own. An answer that refuses is an answer too: a server that starts,
 * recovers from a crash (57P03) or has no connection left (53300) is alive.
 */
export async function askPostgres(url: string, signal: AbortSignal): Promise<void> {
  const client = new pg.Client({ connectionString: url, stream: () => new Socket({ signal }) });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
  } finally {
    // Waits for the server to close, unless the signal cuts the connection.
    await client.end().catch(() => undefined);
  }
}
