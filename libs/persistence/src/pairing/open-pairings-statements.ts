import type { Statement } from '../statement.js';
import { recordEventsOf } from './pairing-statements.js';

/**
 * $1 owner, $2 now, $3 the earliest start of a pairing that can still be open: however many wait for the cleanup, no
 * more are read than that time has made. Index `live_pairings_owner`.
 */
export const COUNT_OPEN: Statement = {
  name: 'pairing.count_open',
  text: `
    select count(*) filter (where live.expires_at >= $2)::integer as open_count,
           min(live.expires_at) filter (where live.expires_at >= $2) as first_expiry
      from pairing.live_pairings as live
     where live.owner_id = $1
       and live.verified_at is null
       and live.created_at >= $3`,
};

/** A function, because each of its statements sees what was committed when it starts: after the lock is ours. */
export const LOCK_AND_COUNT_OPEN = `
  create or replace function pairing.lock_and_count_open(text, timestamptz, timestamptz)
    returns table (open_count integer, first_expiry timestamptz)
    language plpgsql volatile as $function$
  begin
    perform pg_advisory_xact_lock(hashtextextended('open pairings of ' || $1, 0));
    return query ${COUNT_OPEN.text};
  end $function$`;

/**
 * $1 the new pairings as a JSON array, $2 how many an owner may have open, $3 and $4 as `COUNT_OPEN`'s $2 and $3.
 * Each owner is locked until the commit, so that of starts over all replicas no one counts too few.
 */
export const SAVE_NEW: Statement = {
  name: 'pairing.save_new',
  text: `
    with change as materialized (
      select *, row_number() over (partition by owner_id order by pairing_id) as place
        from jsonb_to_recordset($1::jsonb) as change (
               pairing_id text, token_digest text, code_digest text, owner_id text, kind text, state jsonb,
               created_at timestamptz, updated_at timestamptz, expires_at timestamptz,
               are_published boolean, events jsonb)
    ), owner as materialized (
      select each.owner_id, counted.open_count, counted.first_expiry
        from (select distinct owner_id from change order by owner_id) as each
       cross join lateral pairing.lock_and_count_open(each.owner_id, $3::timestamptz, $4::timestamptz) as counted
    ), inserted as (
      insert into pairing.pairing_states
             (pairing_id, token_digest, code_digest, owner_id, kind, state, version, created_at, updated_at, expires_at)
      select pairing_id, token_digest, code_digest, owner_id, kind, state, 1, created_at, updated_at, expires_at
        from change
        join owner using (owner_id)
       where change.place <= $2::integer - owner.open_count
          on conflict do nothing
      returning pairing_id
    ), ${recordEventsOf('inserted')}
    select change.pairing_id,
           change.pairing_id in (select pairing_id from inserted) as saved,
           change.place > $2::integer - owner.open_count as is_over,
           least(owner.first_expiry, (
             select min(other.expires_at)
               from change as other
              where other.owner_id = owner.owner_id and other.place <= $2::integer - owner.open_count
           )) as first_expiry
      from change
      join owner using (owner_id)`,
};
