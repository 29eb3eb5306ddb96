import type { Client } from 'pg';

/** A dump restored into another cluster changes the first, a recovery to a point in time the second. */
const READ_HISTORY = `
  select system_identifier::text as "systemIdentifier",
         left(pg_walfile_name(pg_current_wal_lsn()), 8) as timeline
    from pg_control_system()`;

const RENEW = `
  insert into pairing.audit_epochs as stored (epoch, system_identifier, timeline)
  values (replace(gen_random_uuid()::text, '-', ''), $1, $2)
      on conflict (only_one) do update
     set epoch = excluded.epoch, system_identifier = excluded.system_identifier, timeline = excluded.timeline
   where (stored.system_identifier, stored.timeline) <> (excluded.system_identifier, excluded.timeline)
  returning 1`;

/** Transaction ids start again in a new cluster: what is there already comes before all that is written now. */
const PUT_FIRST = `update pairing.pairing_events set transaction_id = '0' where transaction_id <> '0'`;

/** Begins a new epoch of the audit trail when the database is of another history than before. */
export async function renewAuditEpoch(client: Client): Promise<void> {
  const { rows } = await client.query<{ systemIdentifier: string; timeline: string }>(READ_HISTORY);
  await client.query('begin');
  const renewed = await client.query(RENEW, [rows[0]?.systemIdentifier, rows[0]?.timeline]);
  if (renewed.rowCount === 1) await client.query(PUT_FIRST);
  await client.query('commit');
}
