import type { Statement } from '../statement.js';
import { IS_SOMEBODYS, KEY_PERSON } from './owner-key-statements.js';

/** What signs a console in for good. */
const IS_LASTING_KEY = `key.revoked_at is null and ${IS_SOMEBODYS}`;

const OPENED_CONSOLE = `
    select owner.owner_id as "ownerId", owner.name, opened.key_id as "keyId", opened.expires_at as "expiresAt",
           ${KEY_PERSON}
      from opened
      join registry.owners as owner using (owner_id)
      join registry.owner_keys as key on key.key_id = opened.key_id`;

/** $1 session, $2 key, $3 now, $4 expiry, $5 name. */
export const OPEN_BY_KEY: Statement = {
  name: 'registry.open_console_by_key',
  text: `
    with opened as (
      insert into registry.console_sessions (session_digest, owner_id, key_id, created_at, expires_at, name)
      select $1, owner_id, key_id, $3, $4, $5
        from registry.owner_keys as key
       where key_id = $2 and ${IS_LASTING_KEY}
      returning owner_id, key_id, expires_at
    )
    ${OPENED_CONSOLE}`,
};

/** $1 session, $2 code, $3 now, $4 expiry, $5 name. Of two at once with the same code the later finds the row deleted. */
export const OPEN_BY_CODE: Statement = {
  name: 'registry.open_console_by_code',
  text: `
    with used as (
      delete from registry.sign_in_codes as code
       using registry.owner_keys as key
       where code.code_digest = $2 and code.expires_at > $3
         and key.key_id = code.key_id and ${IS_LASTING_KEY}
      returning code.owner_id, code.key_id
    ), opened as (
      insert into registry.console_sessions (session_digest, owner_id, key_id, created_at, expires_at, name)
      select $1, owner_id, key_id, $3, $4, $5 from used
      returning owner_id, key_id, expires_at
    )
    ${OPENED_CONSOLE}`,
};

/** $1 session, $2 now. The time of use is kept to the minute: not every request writes. */
export const USE: Statement = {
  name: 'registry.use_console',
  text: `
    with live as (
      select session.session_digest, session.owner_id, session.key_id, session.expires_at, session.last_used_at,
             ${KEY_PERSON}
        from registry.console_sessions as session
        join registry.owner_keys as key using (key_id)
       where session.session_digest = $1 and session.expires_at > $2 and ${IS_LASTING_KEY}
    ), used as (
      update registry.console_sessions as session
         set last_used_at = $2
        from live
       where session.session_digest = live.session_digest
         and (live.last_used_at is null or live.last_used_at < $2::timestamptz - interval '1 minute')
    )
    select owner.owner_id as "ownerId", owner.name, live.key_id as "keyId", live.expires_at as "expiresAt",
           live.person
      from live
      join registry.owners as owner using (owner_id)`,
};

/** $1 session. */
export const CLOSE: Statement = {
  name: 'registry.close_console',
  text: `
    delete from registry.console_sessions as session
     using registry.owner_keys as key
     where session_digest = $1 and key.key_id = session.key_id
    returning session.owner_id as "ownerId", session.key_id as "keyId", ${KEY_PERSON}`,
};

/** $1 owner, $2 the session that asks, or null, $3 now. Those that `USE` would take. */
export const LIST: Statement = {
  name: 'registry.list_consoles',
  text: `
    select session.session_id::text as "sessionId", session.name, session.key_id as "keyId",
           session.created_at as "createdAt", session.last_used_at as "lastUsedAt",
           session.expires_at as "expiresAt", session.session_digest is not distinct from $2 as "isThis",
           ${KEY_PERSON}
      from registry.console_sessions as session
      join registry.owner_keys as key using (key_id)
     where session.owner_id = $1 and session.expires_at > $3 and ${IS_LASTING_KEY}
     order by session.created_at desc, session.session_id`,
};

/** $1 owner, $2 one session, or null for all but the one of the digest $3; those of the person $4, or of all where $5. */
export const END: Statement = {
  name: 'registry.end_consoles',
  text: `
    delete from registry.console_sessions as session
     using registry.owner_keys as key
     where session.owner_id = $1 and key.key_id = session.key_id
       and ($5 or key.person_id is not distinct from $4::text)
       and case when $2::text is null then session_digest is distinct from $3 else session_id::text = $2 end
    returning session.key_id as "keyId"`,
};

/** $1 code, $2 now, $3 expiry, $4 owner or null: the first. By the newest live key of its founder; no row when there is none. */
export const ADD_CODE: Statement = {
  name: 'registry.add_sign_in_code',
  text: `
    with added as (
      insert into registry.sign_in_codes (code_digest, owner_id, key_id, created_at, expires_at)
      select $1, key.owner_id, key.key_id, $2, $3
        from registry.owner_keys as key
       where key.revoked_at is null and key.person_id is null
         and key.owner_id = coalesce(
               $4, (select owner_id from registry.owners order by created_at, owner_id limit 1))
       order by key.created_at desc, key.key_id
       limit 1
      returning owner_id
    )
    select owner.owner_id as "ownerId", owner.name
      from added
      join registry.owners as owner using (owner_id)`,
};

const prune = (name: string, table: string, key: string): Statement => ({
  name,
  text: `
    with pruned as (
      delete from registry.${table}
       where ${key} = any(array(
               select ${key}
                 from registry.${table}
                where expires_at < $1
                order by expires_at
                limit $2
                  for update skip locked))
      returning 1
    )
    select count(*)::integer as count from pruned`,
});

/** $1 before, $2 limit. Indexes `console_sessions_expires_at`, `sign_in_codes_expires_at`, `invitations_expires_at`. */
export const PRUNE_SESSIONS = prune('registry.prune_console_sessions', 'console_sessions', 'session_digest');
export const PRUNE_INVITATIONS = prune('registry.prune_invitations', 'invitations', 'invitation_id');
export const PRUNE_CODES = prune('registry.prune_sign_in_codes', 'sign_in_codes', 'code_digest');
