import type { Statement } from '../statement.js';

/** How far the events' positions are drawn. Read it before the snapshot that it is used with: a sequence has none. */
export const READ_DRAWN: Statement = {
  name: 'chain.drawn',
  text: `
    select (sequence.last_value - case when sequence.is_called then 0 else 1 end)::text as drawn,
           progress.chained_to::text as "chainedTo",
           progress.next_place::text as "nextPlace"
      from pairing.pairing_events_position_seq as sequence, audit.progress`,
};

/** The transaction's statements see the same. */
export const ONE_SNAPSHOT: Statement = {
  name: 'chain.one_snapshot',
  text: 'set transaction isolation level repeatable read',
};

const unchained = (columns: string): string => `
    select owner_id as "ownerId", transaction_id, position, event, ${columns} as event_id`;

const IS_UNCHAINED = `
     where position > (select chained_to from audit.progress)
       and position <= (select chained_to from audit.progress) + $1
       and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
       and not exists (select 1 from taken where taken.position = recorded.position)`;

/** $1 how many positions. Settled events that no segment has, in the order of the trail. */
export const READ_UNCHAINED: Statement = {
  name: 'chain.read_unchained',
  text: `
    with taken as materialized (
      select unnest(positions) as position
        from audit.segments
       where last_position > (select chained_to from audit.progress)
    )
    select "ownerId", position::text, event, event_id as "eventId"
      from (${unchained(`event ->> 'id'`)}
      from pairing.pairing_events as recorded${IS_UNCHAINED}
     union all${unchained('event_id::text')}
      from registry.mesh_events as recorded${IS_UNCHAINED}
      ) as trail
     order by trail.transaction_id, trail.position`,
};

/**
 * $1 how many positions were read, $2 how far they were drawn before. A writer has its transaction id before it draws a
 * position, so that all up to $2 are settled once the transactions are over that had an id by now. A transaction
 * id of the future is of the history before a restore.
 */
export const ADVANCE: Statement = {
  name: 'chain.advance',
  text: `
    with seen as (
      select pg_snapshot_xmin(snapshot) as oldest, pg_snapshot_xmax(snapshot) as next
        from pg_current_snapshot() as snapshot
    ), known as (
      select next_transaction <= oldest as is_settled,
             least(next_place, chained_to + $1) as reached,
             next_transaction > next
               or (next_transaction <= oldest and next_place <= chained_to + $1) as is_spent,
             next
        from audit.progress, seen
    )
    update audit.progress
       set chained_to = case when is_settled then greatest(chained_to, reached) else chained_to end,
           next_place = case when is_spent then $2::bigint else next_place end,
           next_transaction = case when is_spent then next else next_transaction end
      from known`,
};

/** Where a segment leaves the chain. */
const HEAD = `
           (first_index + cardinality(positions) - 1)::integer as index,
           encode(substring(hashes from octet_length(hashes) - 31), 'hex') as hash`;

/** $1 owners. Where the chain of each ends. */
export const READ_HEADS: Statement = {
  name: 'chain.read_heads',
  text: `
    select owner_id as "ownerId",${HEAD}
      from unnest($1::text[]) as wanted
     cross join lateral (
           select * from audit.segments where owner_id = wanted order by first_index desc limit 1) as last`,
};

/** $1 segments as JSON. A second writer meets the primary key. */
export const ADD_SEGMENTS: Statement = {
  name: 'chain.add_segments',
  text: `
    insert into audit.segments
           (owner_id, first_index, previous_hash, positions, hashes, last_position, signed_at, signature)
    select "ownerId", "firstIndex", decode("previousHash", 'hex'), positions, decode(hashes, 'hex'),
           (select max(position) from unnest(positions) as position), "signedAt", signature
      from jsonb_to_recordset($1::jsonb) as segment
           ("ownerId" text, "firstIndex" bigint, "previousHash" text, positions bigint[], hashes text,
            "signedAt" timestamptz, signature text)`,
};

/** $1 before. The ends of chains whose last signature is older. */
export const READ_STALE_HEADS: Statement = {
  name: 'chain.read_stale_heads',
  text: `
    select owner_id as "ownerId", first_index::text as "firstIndex",${HEAD}
      from audit.segments as last
     where signed_at < $1
       and not exists (
           select 1 from audit.segments as later
            where later.owner_id = last.owner_id and later.first_index > last.first_index)`,
};

/** $1 owners, $2 first indices, $3 signatures, $4 when. */
export const SIGN_AGAIN: Statement = {
  name: 'chain.sign_again',
  text: `
    update audit.segments as segment
       set signed_at = $4, signature = renewed.signature
      from unnest($1::text[], $2::bigint[], $3::text[]) as renewed (owner_id, first_index, signature)
     where segment.owner_id = renewed.owner_id and segment.first_index = renewed.first_index`,
};

/** $1 before. All but the last of each chain. */
export const PRUNE_SEGMENTS: Statement = {
  name: 'chain.prune',
  text: `
    with pruned as (
      delete from audit.segments as old
       where signed_at < $1
         and exists (
             select 1 from audit.segments as later
              where later.owner_id = old.owner_id and later.first_index > old.first_index)
      returning 1
    )
    select count(*)::integer as count from pruned`,
};

/** $1 kid, $2 JWK. */
export const ADD_KEY: Statement = {
  name: 'chain.add_key',
  text: `insert into audit.signing_keys (kid, jwk) values ($1, $2) on conflict do nothing`,
};

export const READ_KEYS: Statement = {
  name: 'chain.read_keys',
  text: `select jwk from audit.signing_keys order by created_at desc`,
};

/** $1 owner, $2 index to go on after, $3 limit. Rows without an event are of events that are gone. */
export const READ_CHAIN: Statement = {
  name: 'chain.read',
  text: `
    with places as (
      select first_index + place - 1 as index, position,
             encode(substring(hashes from (place::integer - 1) * 32 + 1 for 32), 'hex') as hash,
             encode(case when place = 1 then previous_hash
                         else substring(hashes from (place::integer - 2) * 32 + 1 for 32) end, 'hex') as previous,
             case when place = cardinality(positions) then signature end as signature,
             signed_at
        from (select *
                from audit.segments
               where owner_id = $1
                 and first_index >= coalesce((
                     select first_index from audit.segments
                      where owner_id = $1 and first_index <= $2::bigint + 1
                      order by first_index desc limit 1), 0)
               order by first_index
               limit $3) as segment
       cross join unnest(positions) with ordinality as entry (position, place)
       where first_index + place - 1 > $2::bigint
       order by index
       limit $3
    )
    select index::integer, hash, previous, signature, signed_at as "signedAt",
           coalesce(paired.event, mesh.event) as event,
           coalesce(mesh.event_id::text, paired.event ->> 'id') as "eventId"
      from places
      left join pairing.pairing_events as paired using (position)
      left join registry.mesh_events as mesh using (position)
     order by index`,
};
