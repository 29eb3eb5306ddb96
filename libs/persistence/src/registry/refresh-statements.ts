import type { Statement } from '../statement.js';

const COLUMNS = `
  token_id as id, family_id as "familyId", revoked_at is not null as "isRevoked",
  superseded_at is not null as "isSuperseded"`;

/** $1 owner, $2 node, $3 token. */
export const FIND_PRESENTED: Statement = {
  name: 'registry.find_presented_token',
  text: `
    select ${COLUMNS}
      from registry.issued_tokens
     where token_id = $3 and owner_id = $1 and node_id = $2`,
};

/** $1 owner, $2 node. A node has one live family at most, and a family one current token. Index `issued_tokens_node`. */
export const FIND_CURRENT: Statement = {
  name: 'registry.find_current_token',
  text: `
    select ${COLUMNS}
      from registry.issued_tokens
     where owner_id = $1 and node_id = $2 and revoked_at is null and superseded_at is null`,
};

/**
 * $1 owner, $2 node, $3 the session that asks or null, $4 now, $5 idle seconds. A refresh slides the node's live
 * session; `last_used_at` stays, since a peer token alone does not end the claim window.
 */
export const SLIDE_SESSION: Statement = {
  name: 'registry.slide_session',
  text: `
    update registry.device_sessions
       set expires_at = greatest(expires_at, $4::timestamptz + make_interval(secs => $5))
     where owner_id = $1 and node_id = $2 and revoked_at is null and expires_at > $4
       and ($3::text is null or session_id = $3)
    returning session_id as id, created_at as "createdAt", key_thumbprint as "keyThumbprint"`,
};

/** $1 token, $2 now. */
export const SUPERSEDE: Statement = {
  name: 'registry.supersede_token',
  text: `
    update registry.issued_tokens
       set superseded_at = $2
     where token_id = $1 and revoked_at is null and superseded_at is null`,
};

/** $1 token, $2 its family, $3 owner, $4 node, $5 now, $6 expiry. The permissions are the node's. */
export const ISSUE_TOKEN: Statement = {
  name: 'registry.issue_token',
  text: `
    insert into registry.issued_tokens (token_id, family_id, owner_id, node_id, permissions, issued_at, expires_at)
    select $1, $2, owner_id, node_id, permissions, $5, $6
      from registry.mesh_nodes
     where owner_id = $3 and node_id = $4
    returning permissions`,
};

/** $1 owner, $2 node, $3 the reused token, $4 its family, $5 now. */
export const END_FAMILY: Statement = {
  name: 'registry.end_token_family',
  text: `
    with sessions as (
      update registry.device_sessions
         set revoked_at = $5
       where owner_id = $1 and node_id = $2 and revoked_at is null
    )
    update registry.issued_tokens
       set revoked_at = $5, reused_at = case token_id when $3 then $5::timestamptz else reused_at end
     where owner_id = $1 and node_id = $2 and family_id = $4 and revoked_at is null`,
};
