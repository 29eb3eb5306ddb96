import { pruneStatement } from '../prune-statement.js';
import type { Statement } from '../statement.js';
import { isSomebodys, personOf } from './owner-key-statements.js';
import { COUNTS_ON } from './passkey-statements.js';
import { touchRuleOf } from './touch-rules.js';

/** What a session was opened by, of the row `session` with its `passkey` or `account`, where there is one. */
const OPENED_BY = `
  case when session.passkey_id is not null
       then json_build_object('kind', 'passkey', 'id', session.passkey_id, 'name', passkey.name)
       when session.account_id is not null
       then json_build_object('kind', 'account', 'id', session.account_id, 'name', account.label)
       else json_build_object('kind', 'key', 'id', session.key_id, 'name', null) end`;

const ITS_OPENERS = `
      left join registry.passkeys as passkey using (passkey_id)
      left join registry.linked_accounts as account using (account_id)`;

/** Whose it is: the person's who has what it was opened by; null for the founder. */
const PERSON_ID = `
  coalesce(
    (select person_id from registry.owner_keys as key where key.key_id = session.key_id),
    (select person_id from registry.passkeys as each where each.passkey_id = session.passkey_id),
    (select person_id from registry.linked_accounts as each where each.account_id = session.account_id))`;

/** It is dead with the key that it was opened by; the row of a passkey or an account that goes takes it along. */
const IS_LIVE = `
  (session.key_id is null
   or exists (select from registry.owner_keys as key where key.key_id = session.key_id and key.revoked_at is null))
  and ${isSomebodys(PERSON_ID)}`;

/** Opens a session by what `source` yields: `owner_id`, `key_id`, `passkey_id`, `account_id`. $1 session, $3 now, $4 expiry, $5 name. */
const open = (name: string, source: string): Statement => ({
  name: `registry.open_console_by_${name}`,
  text: `
    with used as (${source}
    ), session as (
      insert into registry.console_sessions
             (session_digest, owner_id, key_id, passkey_id, account_id, created_at, expires_at, name)
      select $1, owner_id, key_id, passkey_id, account_id, $3, $4, $5 from used
      returning owner_id, key_id, passkey_id, account_id, expires_at
    )
    select owner.owner_id as "ownerId", owner.name, session.expires_at as "expiresAt",
           ${OPENED_BY} as "openedBy", ${touchRuleOf('owner.owner_id')} as "touchRule",
           owner.is_admin as "isAdmin", ${personOf(PERSON_ID)}
      from session
      join registry.owners as owner using (owner_id)${ITS_OPENERS}`,
});

/** $2 key. */
export const OPEN_BY_KEY = open(
  'key',
  `
      select owner_id, key_id, null as passkey_id, null as account_id
        from registry.owner_keys as key
       where key_id = $2 and revoked_at is null and ${isSomebodys('key.person_id')}`,
);

/** $2 code. Of two at once with the same code the later finds the row deleted. */
export const OPEN_BY_CODE = open(
  'code',
  `
      delete from registry.sign_in_codes as code
       using registry.owner_keys as key
       where code.code_digest = $2 and code.expires_at > $3
         and key.key_id = code.key_id and key.revoked_at is null and ${isSomebodys('key.person_id')}
      returning code.owner_id, code.key_id, null as passkey_id, null as account_id`,
);

/** $2 passkey, $6 how often it says that it was used, $7 whether it is backed up. */
export const OPEN_BY_PASSKEY = open(
  'passkey',
  `
      update registry.passkeys as passkey
         set sign_count = $6, is_backed_up = $7, last_used_at = $3
       where passkey_id = $2 and ${COUNTS_ON('$6')} and ${isSomebodys('passkey.person_id')}
      returning owner_id, null as key_id, passkey_id, null as account_id`,
);

/** $2 issuer, $6 subject. */
export const OPEN_BY_ACCOUNT = open(
  'account',
  `
      update registry.linked_accounts as account
         set last_used_at = $3
       where issuer = $2 and subject = $6 and ${isSomebodys('account.person_id')}
      returning owner_id, null as key_id, null as passkey_id, account_id`,
);

/** $1 session, $2 now. The time of use is kept to the minute: not every request writes. */
export const USE: Statement = {
  name: 'registry.use_console',
  text: `
    with session as (
      select session_digest, owner_id, key_id, passkey_id, account_id, expires_at, last_used_at
        from registry.console_sessions as session
       where session_digest = $1 and expires_at > $2 and ${IS_LIVE}
    ), used as (
      update registry.console_sessions as each
         set last_used_at = $2
        from session
       where each.session_digest = session.session_digest
         and (session.last_used_at is null or session.last_used_at < $2::timestamptz - interval '1 minute')
    )
    select owner.owner_id as "ownerId", owner.name, session.expires_at as "expiresAt",
           ${OPENED_BY} as "openedBy", ${touchRuleOf('owner.owner_id')} as "touchRule",
           owner.is_admin as "isAdmin", ${personOf(PERSON_ID)}
      from session
      join registry.owners as owner using (owner_id)${ITS_OPENERS}`,
};

/** $1 session. */
export const CLOSE: Statement = {
  name: 'registry.close_console',
  text: `
    delete from registry.console_sessions as session
     where session_digest = $1
    returning owner_id as "ownerId", key_id as "keyId", passkey_id as "passkeyId", account_id as "accountId",
              ${personOf(PERSON_ID)}`,
};

/** $1 owner, $2 the session that asks, or null, $3 now. Those that `USE` would take. */
export const LIST: Statement = {
  name: 'registry.list_consoles',
  text: `
    select session.session_id::text as "sessionId", session.name, ${OPENED_BY} as "openedBy",
           session.created_at as "createdAt", session.last_used_at as "lastUsedAt",
           session.expires_at as "expiresAt", session.session_digest is not distinct from $2 as "isThis",
           ${personOf(PERSON_ID)}
      from registry.console_sessions as session${ITS_OPENERS}
     where session.owner_id = $1 and session.expires_at > $3 and ${IS_LIVE}
     order by session.created_at desc, session.session_id`,
};

/** $1 owner, $2 one session, or null for all but the one of the digest $3; those of the person $4, or of all where $5. */
export const END: Statement = {
  name: 'registry.end_consoles',
  text: `
    delete from registry.console_sessions as session
     where owner_id = $1
       and ($5 or ${PERSON_ID} is not distinct from $4::text)
       and case when $2::text is null then session_digest is distinct from $3 else session_id::text = $2 end
    returning key_id as "keyId", passkey_id as "passkeyId", account_id as "accountId"`,
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

const prune = (name: string, table: string, key: string): Statement =>
  pruneStatement({ name, table: `registry.${table}`, key, where: 'expires_at < $1', orderBy: 'expires_at' });

/** $1 before, $2 limit. Each by its index on `expires_at`. */
export const PRUNE_SESSIONS = prune('registry.prune_console_sessions', 'console_sessions', 'session_digest');
export const PRUNE_INVITATIONS = prune('registry.prune_invitations', 'invitations', 'invitation_id');
export const PRUNE_CODES = prune('registry.prune_sign_in_codes', 'sign_in_codes', 'code_digest');
export const PRUNE_CHALLENGES = prune(
  'registry.prune_spent_challenges',
  'spent_challenges',
  'challenge_digest',
);
export const PRUNE_PERMITS = prune(
  'registry.prune_credential_permits',
  'credential_permits',
  'permit_digest',
);
