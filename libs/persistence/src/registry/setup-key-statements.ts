import { pruneStatement } from '../prune-statement.js';
import type { Statement } from '../statement.js';
import { nodeColumns } from './node-row.js';
import { IS_LIVE_KEY, isKeyOf, KEY_PERSON } from './owner-key-statements.js';

/** The maker's key counts still, and the maker may make setup keys still. */
const HAS_ENDED = `
  (setup.revoked_at is not null or not ${IS_LIVE_KEY}
   or exists (select from registry.people where person_id = key.person_id and role <> 'owner'))`;

const SETUP_KEY = `
    select setup.setup_key_id as "setupKeyId", setup.owner_id as "ownerId", setup.secret_digest as "secretDigest",
           setup.label, setup.uses, setup.used, setup.permissions, setup.tags,
           setup.ephemeral_seconds as "ephemeralSeconds", setup.asks_owner as "asksOwner",
           setup.on_ip_conflict as "onIpConflict", setup.created_at as "createdAt",
           setup.expires_at as "expiresAt", setup.last_used_at as "lastUsedAt", setup.revoked_at as "revokedAt",
           ${HAS_ENDED} as "hasEnded", ${KEY_PERSON}
      from registry.setup_keys as setup
      join registry.owner_keys as key on key.key_id = setup.key_id`;

/** $1 setup key. */
export const FIND_SETUP_KEY: Statement = {
  name: 'registry.find_setup_key',
  text: `${SETUP_KEY}
     where setup.setup_key_id = $1`,
};

/** $1 owner, $2 how many. Index `setup_keys_owner`. */
export const LIST_SETUP_KEYS: Statement = {
  name: 'registry.list_setup_keys',
  text: `${SETUP_KEY}
     where setup.owner_id = $1
     order by setup.created_at desc, setup.setup_key_id desc
     limit $2`,
};

/** $1 owner, $2 and $3 the parts of a live key of the person $14, then what `registry.make_setup_key` takes. */
export const MAKE_SETUP_KEY: Statement = {
  name: 'registry.make_setup_key',
  text: `
    select coalesce(
             case when ${isKeyOf('$2', '$14')}
                  then registry.make_setup_key($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) end,
             false) as "isMade"`,
};

/** $1 owner, $2 setup key. */
export const REVOKE_SETUP_KEY: Statement = {
  name: 'registry.revoke_setup_key',
  text: `
    update registry.setup_keys
       set revoked_at = now()
     where setup_key_id = $2 and owner_id = $1 and revoked_at is null
    returning setup_key_id as "setupKeyId"`,
};

/** $1 public key, $2 a node or null. The owner of the node that has proven it: the named one, else the one that came last. */
export const FIND_OWNER_OF_KEY: Statement = {
  name: 'registry.find_owner_of_proven_key',
  text: `
    select owner_id as "ownerId"
      from registry.mesh_nodes
     where public_key = $1 and key_proven
     order by node_id is not distinct from $2 desc, updated_at desc, node_id
     limit 1`,
};

/** $1 owner, $2 public key, $3 address, $4 setup key or null, $5 a node or null. By indexes alone, whatever the owner has. */
export const READ_JOIN: Statement = {
  name: 'registry.read_join',
  text: `
    select clock_timestamp() as now,
           (select to_json(own)
              from (select *
                      from registry.mesh_nodes
                     where public_key = $2 and key_proven and owner_id = $1
                     order by node_id is not distinct from $5 desc, updated_at desc, node_id
                     limit 1) as own) as own,
           array(
             select to_json(same_ip)
               from (select *
                       from registry.mesh_nodes
                      where ip = $3 and owner_id = $1 and removal_id is null
                      limit 2) as same_ip) as "sameIp",
           exists (
             select from registry.setup_key_uses
              where setup_key_id = $4 and public_key = $2) as "hasUsedKey"`,
};

/**
 * $1 owner, $2 node, $3 now, $4 setup key, $5 public key, or both null for a device that has come back; $6 tags and
 * $7 seconds, of the setup key; $8 session, $9 the thumbprint of the key that it is bound to, or null.
 */
export const SETTLE_JOIN: Statement = {
  name: 'registry.settle_join',
  text: `
    with used as (
      update registry.setup_keys
         set used = used + 1, last_used_at = $3
       where setup_key_id = $4::text
      returning setup_key_id
    ), noted as (
      insert into registry.setup_key_uses (setup_key_id, public_key, node_id, used_at)
      select setup_key_id, $5, $2, $3 from used
          on conflict (setup_key_id, public_key) do update
         set node_id = excluded.node_id, used_at = excluded.used_at
    ), bound as (
      update registry.device_sessions
         set key_thumbprint = $9
       where session_id = $8 and $9::text is not null
    )
    update registry.mesh_nodes
       set last_seen_at = $3,
           tags = case when $4::text is null then tags else $6::text[] end,
           ephemeral_seconds = case when $4::text is null then ephemeral_seconds else $7::integer end,
           setup_key_id = coalesce($4, setup_key_id)
     where owner_id = $1 and node_id = $2`,
};

/** $1 owner, $2 node. Who has gone by itself, or was away for too long, may use its setup key again: a use more. */
export const FORGET_USES: Statement = {
  name: 'registry.forget_setup_key_uses',
  text: `
    delete from registry.setup_key_uses as used
     using registry.setup_keys as setup
     where used.node_id = $2 and setup.setup_key_id = used.setup_key_id and setup.owner_id = $1`,
};

/** $1 now, $2 limit. Who may be gone: the rule says. Index `mesh_nodes_ephemeral`. */
export const FIND_UNSEEN: Statement = {
  name: 'registry.find_unseen_nodes',
  text: `
    select node.owner_id as "ownerId", node.node_id as "nodeId"
      from registry.mesh_nodes as node
     where node.ephemeral_seconds is not null and node.removal_id is null
       and node.last_seen_at + make_interval(secs => node.ephemeral_seconds) < $1
     order by node.last_seen_at
     limit $2`,
};

/** $1 owner, $2 node. Also by its session: a device that asks for something is there. */
export const READ_UNSEEN: Statement = {
  name: 'registry.read_unseen_node',
  text: `
    select ${nodeColumns('node')},
           (select max(session.last_used_at)
              from registry.device_sessions as session
             where session.owner_id = node.owner_id and session.node_id = node.node_id
               and session.revoked_at is null) as "sessionUsedAt"
      from registry.mesh_nodes as node
     where node.owner_id = $1 and node.node_id = $2`,
};

/** $1 before, $2 limit. A list tells of those that have ended for thirty days. Index `setup_keys_expires_at`. */
export const PRUNE_SETUP_KEYS = pruneStatement({
  name: 'registry.prune_setup_keys',
  table: 'registry.setup_keys',
  key: 'setup_key_id',
  where: `expires_at < $1::timestamptz - interval '30 days'`,
  orderBy: 'expires_at',
});
