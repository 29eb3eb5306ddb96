import type { RunningSystem } from '@meshpair/testing';

/** What the servers have done so far. */
export interface ServerCounters {
  readonly transactions: number;
  /** Times that Postgres had its log written to the disk. */
  readonly walFlushes: number;
  readonly walBytes: number;
  /** Of the tables and indexes of the database that is asked. */
  readonly databaseBytes: number;
  /** In and out, acknowledgements and replies included; undefined where there is no NATS. */
  readonly natsMessages?: number;
}

/** Postgres publishes a connection's counts when it is idle for a second. */
const SETTLE_MS = 1200;

export async function readServerCounters(
  query: RunningSystem['query'],
  natsMonitorUrl?: string,
): Promise<ServerCounters> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const [row] = await query(`
    select (select sum(xact_commit)::float8 from pg_stat_database) as transactions,
           (select sum(fsyncs)::float8 from pg_stat_io where object = 'wal') as "walFlushes",
           pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as "walBytes",
           pg_database_size(current_database())::float8 as "databaseBytes"`);
  const natsMessages = natsMonitorUrl === undefined ? undefined : await natsMessagesOf(natsMonitorUrl);
  return {
    transactions: Number(row?.['transactions']),
    walFlushes: Number(row?.['walFlushes']),
    walBytes: Number(row?.['walBytes']),
    databaseBytes: Number(row?.['databaseBytes']),
    natsMessages,
  };
}

async function natsMessagesOf(monitorUrl: string): Promise<number> {
  const answer = await fetch(`${monitorUrl}/varz`);
  const { in_msgs: received, out_msgs: sent } = (await answer.json()) as {
    in_msgs: number;
    out_msgs: number;
  };
  return received + sent;
}
