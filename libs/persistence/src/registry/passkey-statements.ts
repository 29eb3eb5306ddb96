import type { Statement } from '../statement.js';
import { isKeyOf } from './owner-key-statements.js';

/** An authenticator that counts must have gone on (WebAuthn §6.1.1); one that does not always says 0. */
export const COUNTS_ON = (count: string): string =>
  `(sign_count < ${count}::bigint or (sign_count = 0 and ${count}::bigint = 0))`;

const COLUMNS = `
  passkey_id as "passkeyId", credential_id as "credentialId", owner_id as "ownerId", person_id as "personId", rp_id as "rpId", name,
  transports, is_backed_up as "isBackedUp", created_at as "createdAt", last_used_at as "lastUsedAt"`;

/** $1 owner, $2 the person whose they are, or null for the founder. */
export const LIST: Statement = {
  name: 'registry.list_passkeys',
  text: `
    select ${COLUMNS}
      from registry.passkeys
     where owner_id = $1 and person_id is not distinct from $2::text
     order by created_at, passkey_id`,
};

/** $1 what its authenticator calls it. */
export const FIND: Statement = {
  name: 'registry.find_passkey',
  text: `select ${COLUMNS}, public_key as "publicKey" from registry.passkeys where credential_id = $1`,
};

/** $1 owner, $2 and $3 the id and the secret of a live key of the person $6, $4 the SHA-256 of the challenge, $5 for which kind of way in. */
export const PERMIT: Statement = {
  name: 'registry.permit_credential',
  text: `
    select coalesce(case when ${isKeyOf('$2', '$6')} then registry.permit_credential($1, $2, $3, $4, $5) end, false)
           as "isDone"`,
};

/** $1 owner, $2 the challenge, $3 the passkey. The others: what it is like. */
export const ADD: Statement = {
  name: 'registry.add_passkey',
  text: `select coalesce(registry.add_passkey($1, $2, $3, $4, $5, $6, $7, $8, $9, $10), false) as "isDone"`,
};

/** $1 passkey, $2 how often it says that it was used, $3 whether it is backed up, $4 now. */
export const USE: Statement = {
  name: 'registry.use_passkey',
  text: `
    update registry.passkeys
       set sign_count = $2, is_backed_up = $3, last_used_at = $4
     where passkey_id = $1 and ${COUNTS_ON('$2')}
    returning true as "isDone"`,
};

/** $1 owner, $2 passkey, $3 person or null. */
export const REMOVE: Statement = {
  name: 'registry.remove_passkey',
  text: `delete from registry.passkeys where owner_id = $1 and passkey_id = $2 and person_id is not distinct from $3::text returning ${COLUMNS}`,
};

/** $1 the SHA-256 of the challenge, $2 until when it counts. */
export const SPEND_CHALLENGE: Statement = {
  name: 'registry.spend_challenge',
  text: `
    insert into registry.spent_challenges (challenge_digest, expires_at)
    values ($1, $2)
    on conflict do nothing
    returning true as "isDone"`,
};
