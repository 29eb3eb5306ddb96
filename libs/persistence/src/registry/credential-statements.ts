import { pruneStatement } from '../prune-statement.js';
import type { Statement } from '../statement.js';

const SESSION_COLUMNS = `
  session_id as id, owner_id as "ownerId", node_id as "nodeId", permissions, created_at as "createdAt"`;

/**
 * $1 session, $2 now, $3 idle seconds. Slides the session only when its last use is older than $4 seconds,
 * so that a busy device costs a read and not a write.
 */
export const USE_SESSION: Statement = {
  name: 'registry.use_session',
  text: `
    with live as materialized (
      select *
        from registry.device_sessions
       where session_id = $1 and revoked_at is null and expires_at > $2
    ), slid as (
      update registry.device_sessions as session
         set last_used_at = $2, expires_at = $2::timestamptz + make_interval(secs => $3)
        from live
       where session.session_id = live.session_id
         and session.revoked_at is null
         and coalesce(live.last_used_at + make_interval(secs => $4) <= $2, true)
      returning session.expires_at
    )
    select ${SESSION_COLUMNS}, coalesce((select expires_at from slid), expires_at) as "expiresAt"
      from live`,
};

/** $1 session, $2 now. */
export const FIND_SESSION: Statement = {
  name: 'registry.find_session',
  text: `
    select ${SESSION_COLUMNS}, expires_at as "expiresAt"
      from registry.device_sessions
     where session_id = $1 and revoked_at is null and expires_at > $2`,
};

/** $1 token, $2 now. */
export const FIND_PEER_TOKEN: Statement = {
  name: 'registry.find_peer_token',
  text: `
    select token_id as id, owner_id as "ownerId", node_id as "nodeId", permissions,
           issued_at as "issuedAt", expires_at as "expiresAt"
      from registry.issued_tokens
     where token_id = $1 and revoked_at is null and superseded_at is null and expires_at > $2`,
};

/**
 * $1 owner, $2 node, $3 now. By `issued_tokens_node`: what is asked of the found ones would else invite
 * `issued_tokens_current`, which does not know of nodes.
 */
export const LIST_PEER_TOKENS: Statement = {
  name: 'registry.list_peer_tokens',
  text: `
    select token_id as id, issued_at as "issuedAt", expires_at as "expiresAt"
      from (select *
              from registry.issued_tokens
             where owner_id = $1 and node_id = $2 and revoked_at is null
            offset 0) as issued
     where superseded_at is null and expires_at > $3
     order by issued_at desc, token_id`,
};

/** $1 owner, $2 node, $3 now. Index `device_sessions_node`. */
export const LIST_SESSIONS: Statement = {
  name: 'registry.list_sessions',
  text: `
    select session_id as id, created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt"
      from registry.device_sessions
     where owner_id = $1 and node_id = $2 and revoked_at is null and expires_at > $3
     order by created_at desc, session_id`,
};

/** $1 owner, $2 session, $3 now. One that a removal has ended does not come back with it. */
export const REVOKE_SESSION: Statement = {
  name: 'registry.revoke_session',
  text: `
    update registry.device_sessions
       set revoked_at = $3, removal_id = null
     where session_id = $2 and owner_id = $1 and (revoked_at is null or removal_id is not null)
    returning node_id as "nodeId"`,
};

/** $1 owner, $2 token, $3 now. */
export const REVOKE_PEER_TOKEN: Statement = {
  name: 'registry.revoke_peer_token',
  text: `
    update registry.issued_tokens
       set revoked_at = $3, removal_id = null
     where token_id = $2 and owner_id = $1 and (revoked_at is null or removal_id is not null)
    returning node_id as "nodeId"`,
};

const pruneEnded = (name: string, table: string, key: string): Statement =>
  pruneStatement({
    name,
    table: `registry.${table}`,
    key,
    where: 'least(expires_at, revoked_at) < $1 and removal_id is null',
    orderBy: 'least(expires_at, revoked_at)',
  });

/** $1 before, $2 limit. What a removal has ended may come back. Indexes `device_sessions_ended`, `issued_tokens_ended`. */
export const PRUNE_SESSIONS = pruneEnded('registry.prune_sessions', 'device_sessions', 'session_id');
export const PRUNE_TOKENS = pruneEnded('registry.prune_tokens', 'issued_tokens', 'token_id');
