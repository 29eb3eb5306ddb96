import type { Statement } from '../statement.js';

/**
 * $1 owner. Everything that adds, changes or removes a device of an owner takes this lock first.
 * What it guards must be read by a later statement: this one's snapshot is older than the lock. Fails at once when
 * another holds it; foreign keys that refer to the owner do not.
 */
export const LOCK_OWNER: Statement = {
  name: 'registry.lock_owner',
  text: `
    select device_count as "deviceCount"
      from registry.owners
     where owner_id = $1
       for no key update nowait`,
};

/**
 * $1 owner, $2 pairing ids, $3 node ids, $4 addresses, $5 how many nodes per address are enough.
 * By primary keys and `mesh_nodes_ip`: cost does not depend on how many nodes the owner has.
 */
export const READ_GROUP: Statement = {
  name: 'registry.read_group',
  text: `
    select clock_timestamp() as now,
           array(
             select pairing_id from registry.registrations where pairing_id = any($2::text[])
           ) as registered,
           array(
             select to_json(same_id)
               from registry.mesh_nodes as same_id
              where node_id = any($3::text[]) and owner_id = $1
           ) || array(
             select to_json(same_ip)
               from unnest($4::text[]) as candidate (ip)
              cross join lateral (
                    select *
                      from registry.mesh_nodes as node
                     where node.owner_id = $1 and node.ip = candidate.ip and node.removal_id is null
                     limit $5
              ) as same_ip
           ) as nodes`,
};

/**
 * `offset 0` keeps each look-up a look-up by its index, whatever the planner thinks of the tables' sizes.
 * $1 owner, $2 nodes, $3 tokens, $4 sessions, $5 registrations, $6 events (JSON arrays), $7 devices added.
 */
export const WRITE_GROUP: Statement = {
  name: 'registry.write_group',
  text: `
    with paired as materialized (
      select *
        from jsonb_to_recordset($2::jsonb) as paired (
               node_id text, name text, role text, ip text, port integer, platform text, public_key text,
               key_proven boolean, permissions text[], created_at timestamptz, updated_at timestamptz, paired_at timestamptz)
    ), counted as (
      update registry.owners
         set device_count = device_count + $7::integer
       where owner_id = $1 and $7::integer > 0
    ), written as (
      insert into registry.mesh_nodes as stored
             (owner_id, node_id, name, role, ip, port, platform, public_key, key_proven, permissions,
              created_at, updated_at)
      select $1, node_id, name, role, ip, port, platform, public_key, key_proven, permissions,
             created_at, updated_at
        from paired
          on conflict (owner_id, node_id) do update
         set name = excluded.name, ip = excluded.ip, port = excluded.port, platform = excluded.platform,
             public_key = excluded.public_key, key_proven = excluded.key_proven,
             permissions = excluded.permissions,
             updated_at = excluded.updated_at, removal_id = null,
             -- Told by who it was before, unless this is proven to be the same.
             wireguard_key = case when stored.key_proven and excluded.key_proven then stored.wireguard_key end,
             endpoints = case when stored.key_proven and excluded.key_proven then stored.endpoints else '{}' end
    ), old_tokens as (
      update registry.issued_tokens as token
         set revoked_at = paired.paired_at
        from paired
       cross join lateral (
             select token_id
               from registry.issued_tokens
              where owner_id = $1 and node_id = paired.node_id and revoked_at is null
             offset 0
       ) as old
       where token.token_id = old.token_id
    ), old_sessions as (
      update registry.device_sessions as session
         set revoked_at = paired.paired_at
        from paired
       cross join lateral (
             select session_id
               from registry.device_sessions
              where owner_id = $1 and node_id = paired.node_id and revoked_at is null
             offset 0
       ) as old
       where session.session_id = old.session_id
    ), tokens as (
      insert into registry.issued_tokens
             (token_id, family_id, owner_id, node_id, permissions, issued_at, expires_at, revoked_at)
      select token_id, token_id, $1, node_id, permissions, issued_at, expires_at, revoked_at
        from jsonb_to_recordset($3::jsonb) as token (
               token_id text, node_id text, permissions text[], issued_at timestamptz, expires_at timestamptz,
               revoked_at timestamptz)
    ), sessions as (
      insert into registry.device_sessions
             (session_id, owner_id, node_id, permissions, created_at, expires_at, revoked_at)
      select session_id, $1, node_id, permissions, created_at, expires_at, revoked_at
        from jsonb_to_recordset($4::jsonb) as session (
               session_id text, node_id text, permissions text[], created_at timestamptz, expires_at timestamptz,
               revoked_at timestamptz)
    ), outcomes as (
      insert into registry.registrations
             (pairing_id, owner_id, kind, node_id, session_id, peer_token_id, claim_digest, created_at)
      select pairing_id, $1, kind, node_id, session_id, peer_token_id, claim_digest, created_at
        from jsonb_to_recordset($5::jsonb) as registration (
               pairing_id text, kind text, node_id text, session_id text, peer_token_id text,
               claim_digest text, created_at timestamptz)
    ), recorded as (
      insert into registry.registration_events (pairing_id, owner_id, sequence, type, occurred_at, event)
      select event ->> 'pairingId', $1, (event ->> 'sequence')::integer, event ->> 'type',
             (event ->> 'occurredAt')::timestamptz, event
        from jsonb_array_elements($6::jsonb) with ordinality as outgoing (event, place)
       order by place
      returning position
    )
    insert into registry.registration_outbox (position) select position from recorded`,
};
