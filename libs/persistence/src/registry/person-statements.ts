import type { Statement } from '../statement.js';
import { IS_LIVE_KEY, isKeyOf } from './owner-key-statements.js';

/** The inviter, where `key` is the one that an invitation was made with. */
const JOIN_INVITER = `
      join registry.owner_keys as key on key.key_id = invitation.key_id
      left join registry.people as person on person.person_id = key.person_id`;

const PERSON_COLUMNS = 'person_id as "personId", name, role, created_at as "joinedAt"';

/** $1 owner. */
export const LIST_PEOPLE: Statement = {
  name: 'registry.list_people',
  text: `
    select ${PERSON_COLUMNS}
      from registry.people
     where owner_id = $1 and removed_at is null
     order by created_at, person_id`,
};

/** $1 owner, $2 person. */
export const LOCK_PERSON: Statement = {
  name: 'registry.lock_person',
  text: `
    select ${PERSON_COLUMNS}
      from registry.people
     where person_id = $2 and owner_id = $1 and removed_at is null
       for update`,
};

/** $1 person, $2 name. */
export const RENAME_PERSON: Statement = {
  name: 'registry.rename_person',
  text: `update registry.people set name = $2 where person_id = $1`,
};

/** $1 owner, $2 person, $3 role, $4 and $5 the parts of a key or null, $6 the person who asks. */
export const CHANGE_ROLE: Statement = {
  name: 'registry.change_role',
  text: `
    select coalesce(
             registry.change_role($1, $2, $3, case when ${isKeyOf('$4', '$6')} then $4 end, $5),
             false) as "isChanged"`,
};

/** $1 person. */
export const REMOVE_PERSON: Statement = {
  name: 'registry.remove_person',
  text: `update registry.people set removed_at = now() where person_id = $1`,
};

/** $1 person. */
export const END_KEYS_OF_PERSON: Statement = {
  name: 'registry.end_keys_of_person',
  text: `
    update registry.owner_keys as key
       set revoked_at = now()
     where person_id = $1 and ${IS_LIVE_KEY}
    returning key.key_id as "keyId", key.revoked_at as "endsAt"`,
};

/** $1 person. The consoles that a passkey or an account has opened go with it. */
export const END_CREDENTIALS_OF_PERSON: readonly Statement[] = [
  {
    name: 'registry.end_consoles_of_person',
    text: `
      delete from registry.console_sessions as session
       using registry.owner_keys as key
       where key.person_id = $1 and session.key_id = key.key_id`,
  },
  { name: 'registry.end_passkeys_of_person', text: 'delete from registry.passkeys where person_id = $1' },
  {
    name: 'registry.end_accounts_of_person',
    text: 'delete from registry.linked_accounts where person_id = $1',
  },
];

/** $1 owner, $2 and $3 the parts of a key, $4 invitation, $5 digest of its code, $6 name, $7 role, $8 seconds, $9 who asks. */
export const INVITE: Statement = {
  name: 'registry.invite_person',
  text: `
    select created_at as "createdAt", expires_at as "expiresAt"
      from registry.invite_person($1, $2, $3, $4, $5, $6, $7, $8)
     where ${isKeyOf('$2', '$9')}`,
};

/** One that can be accepted: as `registry.accept_invitation` judges. */
const IS_OPEN = `
  invitation.accepted_at is null and invitation.revoked_at is null and invitation.expires_at > now()
  and ${IS_LIVE_KEY} and (key.person_id is null or person.role = 'owner')`;

const INVITATION_COLUMNS = `
  invitation.invitation_id as "invitationId", invitation.name, invitation.role,
  invitation.created_at as "createdAt", invitation.expires_at as "expiresAt"`;

/** $1 owner. */
export const LIST_INVITATIONS: Statement = {
  name: 'registry.list_invitations',
  text: `
    select ${INVITATION_COLUMNS}
      from registry.invitations as invitation${JOIN_INVITER}
     where invitation.owner_id = $1 and ${IS_OPEN}
     order by invitation.created_at, invitation.invitation_id`,
};

/** $1 digest of a code. */
export const FIND_INVITATION: Statement = {
  name: 'registry.find_invitation',
  text: `
    select ${INVITATION_COLUMNS}, owner.name as "ownerName", person.name as "invitedBy"
      from registry.invitations as invitation
      join registry.owners as owner on owner.owner_id = invitation.owner_id${JOIN_INVITER}
     where invitation.code_digest = $1 and ${IS_OPEN}`,
};

/** $1 owner, $2 invitation. */
export const REVOKE_INVITATION: Statement = {
  name: 'registry.revoke_invitation',
  text: `
    update registry.invitations as invitation
       set revoked_at = now()
     where invitation_id = $2 and owner_id = $1
       and accepted_at is null and revoked_at is null and expires_at > now()
    returning ${INVITATION_COLUMNS}`,
};

/** $1 code, $2 person, $3 key, $4 the SHA-256 of its secret. */
export const ACCEPT_INVITATION: Statement = {
  name: 'registry.accept_invitation',
  text: `
    select accepted.invitation_id as "invitationId", accepted.owner_id as "ownerId", owner.name as "ownerName",
           accepted.name, accepted.role, accepted.created_at as "joinedAt"
      from registry.accept_invitation($1, $2, $3, $4) as accepted
      join registry.owners as owner on owner.owner_id = accepted.owner_id`,
};
