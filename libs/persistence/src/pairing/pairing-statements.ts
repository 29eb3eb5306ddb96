import { pruneEvents } from '../event-statements.js';
import { pruneStatement } from '../prune-statement.js';
import type { Statement } from '../statement.js';

const ENDED = `kind in ('DeviceRegistered', 'Failed')`;

/** $1 pairing ids, $2 token digests. Both by unique index. One row at least: it tells the time. */
export const LOAD: Statement = {
  name: 'pairing.load',
  text: `
    select clock_timestamp() as now, found.*
      from (values (1)) as always
      left join (
           select pairing_id, token_digest, state, version
             from pairing.pairing_states
            where pairing_id = any($1::text[])
           union all
           select pairing_id, token_digest, state, version
             from pairing.pairing_states
            where token_digest = any($2::text[])
      ) as found on true`,
};

/** Records the events of those changes that are `saved`, a part of the statement, and names them to the relay unless they are published. */
export const recordEventsOf = (saved: string): string => `recorded as (
      insert into pairing.pairing_events
             (pairing_id, owner_id, sequence, type, occurred_at, event)
      select pairing_id, owner_id, (event ->> 'sequence')::integer, event ->> 'type',
             (event ->> 'occurredAt')::timestamptz, event
        from change
       cross join jsonb_array_elements(change.events) with ordinality as emitted (event, place)
       where pairing_id in (select pairing_id from ${saved})
       order by pairing_id, emitted.place
      returning position, pairing_id
    ), to_publish as (
      insert into pairing.pairing_outbox (position)
      select position
        from recorded
       where pairing_id in (select pairing_id from change where not are_published)
    )`;

/**
 * $1 the changes as a JSON array. One statement, so one transaction: each change is written only if its
 * version is the stored one, its events only if it is; answers the ids that were saved.
 */
export const SAVE: Statement = {
  name: 'pairing.save',
  text: `
    with change as materialized (
      select *
        from jsonb_to_recordset($1::jsonb) as change (
               pairing_id text, token_digest text, code_digest text, owner_id text, kind text, state jsonb, expected_version integer,
               created_at timestamptz, updated_at timestamptz, expires_at timestamptz,
               are_published boolean, events jsonb)
    ), inserted as (
      insert into pairing.pairing_states
             (pairing_id, token_digest, code_digest, owner_id, kind, state, version, created_at, updated_at, expires_at)
      select pairing_id, token_digest, code_digest, owner_id, kind, state, 1, created_at, updated_at, expires_at
        from change
       where expected_version = 0
          on conflict do nothing
      returning pairing_id
    ), updated as (
      update pairing.pairing_states as stored
         set kind = change.kind, state = change.state, version = stored.version + 1,
             updated_at = change.updated_at, expires_at = change.expires_at
        from change
       where change.expected_version > 0
         and stored.pairing_id = change.pairing_id
         and stored.pairing_id = any(array(select pairing_id from change))
         and stored.version = change.expected_version
      returning stored.pairing_id
    ), saved as (
      select pairing_id from inserted union all select pairing_id from updated
    ), ${recordEventsOf('saved')}
    select pairing_id from saved`,
};

/** $1 digests. Two rows are as good as none: nobody can say which is meant. Index `pairing_states_code`. */
export const FIND_BY_CODE: Statement = {
  name: 'pairing.find_by_code',
  text: `
    select pairing_id
      from pairing.pairing_states
     where code_digest = any($1::text[]) and kind not in ('DeviceRegistered', 'Failed')
     limit 2`,
};

/** $1 owner, $2 and $3 the position to go on after, $4 limit. Index `pairing_states_owner`. */
export const LIST: Statement = {
  name: 'pairing.list',
  text: `
    select state
      from pairing.pairing_states
     where owner_id = $1
       and (created_at, pairing_id) < ($2::timestamptz, $3::text)
     order by created_at desc, pairing_id desc
     limit $4`,
};

/** As `LIST`, of the pairings that are open. Index `live_pairings_owner`. */
export const LIST_OPEN: Statement = {
  name: 'pairing.list_open',
  text: `
    select stored.state
      from pairing.live_pairings as live
      join pairing.pairing_states as stored using (pairing_id)
     where live.owner_id = $1 and live.verified_at is null
       and (live.created_at, live.pairing_id) < ($2::timestamptz, $3::text)
     order by live.created_at desc, live.pairing_id desc
     limit $4`,
};

/** $1 now, $2 limit. Index `live_pairings_expiry`. */
export const FIND_EXPIRED: Statement = {
  name: 'pairing.find_expired',
  text: `
    select stored.state, stored.version
      from pairing.live_pairings as live
      join pairing.pairing_states as stored using (pairing_id)
     where live.verified_at is null and live.expires_at < $1
     order by live.expires_at
     limit $2`,
};

/** $1 before, $2 limit. Nothing is changed before it is made: index `pairing_states_age`. */
export const PURGE = pruneStatement({
  name: 'pairing.purge',
  table: 'pairing.pairing_states',
  key: 'pairing_id',
  where: `created_at < $1 and updated_at < $1 and ${ENDED}`,
  orderBy: 'created_at',
});

/** $1 pairing, $2 sequence. The unique index on both. */
export const READ_EVENTS: Statement = {
  name: 'pairing.read_events',
  text: `
    select event
      from pairing.pairing_events
     where pairing_id = $1 and sequence > $2
     order by sequence`,
};

/** The epoch of the audit trail, and the first transaction id that nobody has had yet. */
export const READ_EPOCH: Statement = {
  name: 'pairing.read_epoch',
  text: `
    select epoch, pg_snapshot_xmax(pg_current_snapshot())::text as "nextTransactionId"
      from pairing.audit_epochs
     where only_one`,
};

export const PRUNE_EVENTS = pruneEvents('pairing.pairing_events');
