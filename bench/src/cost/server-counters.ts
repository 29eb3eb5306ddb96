import type { RunningSystem } from '@meshpair/testing';

/** What the servers have done so far. */
export interface ServerCounters {
  readonly transactions: number;
  /** Times that Postgres had its log written to the disk. */
  readonly walFlushes: number;
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
           (select sum(fsyncs)::float8 from pg_stat_io where object = 'wal') as "walFlushes"`);
  const natsMessages = natsMonitorUrl === undefined ? undefined : await natsMessagesOf(natsMonitorUrl);
  return {
    transactions: Number(row?.['transactions']),
    walFlushes: Number(row?.['walFlushes']),
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
