import type { Statement } from '../statement.js';

/** Compared with when there is no such key, so that the answer takes as long. */
export const NO_DIGEST = '-'.repeat(43);

/** The founder's, or of a person who is still there. */
export const isSomebodys = (personId: string): string => `
  (${personId} is null
   or exists (select from registry.people where person_id = ${personId} and removed_at is null))`;

/** A key that is to end later counts until then. By the database's clock, which also writes the ends. */
export const IS_LIVE_KEY = `((key.revoked_at is null or key.revoked_at > now()) and ${isSomebodys('key.person_id')})`;

/** Who that is, with the role of now; null for the founder. */
export const personOf = (personId: string): string => `
  (select json_build_object('personId', person_id, 'name', name, 'role', role)
     from registry.people where person_id = ${personId}) as person`;

export const KEY_PERSON = personOf('key.person_id');

const KEY_COLUMNS = `
  key.key_id as "keyId", key.owner_id as "ownerId", key.created_at as "createdAt", key.revoked_at as "endsAt",
  key.last_used_at as "lastUsedAt", ${IS_LIVE_KEY} as "isLive", ${KEY_PERSON}`;

/** $1 an owner's id or name. */
export const FIND_OWNERS: Statement = {
  name: 'registry.find_owners',
  text: `
    select owner_id as "ownerId", name
      from registry.owners
     where owner_id = $1 or name = $1
     order by (owner_id = $1) desc, created_at`,
};

export const LIST_OWNERS: Statement = {
  name: 'registry.list_owners',
  text: `
    select owner.owner_id as "ownerId", owner.name, owner.created_at as "createdAt",
           owner.device_count as "devices", owner.is_admin as "isAdmin", count(key.key_id)::integer as "liveKeys"
      from registry.owners as owner
      left join registry.owner_keys as key on key.owner_id = owner.owner_id and ${IS_LIVE_KEY}
     group by owner.owner_id
     order by owner.created_at, owner.owner_id`,
};

/** $1 owner. */
export const LIST_KEYS: Statement = {
  name: 'registry.list_owner_keys',
  text: `
    select ${KEY_COLUMNS}
      from registry.owner_keys as key
     where owner_id = $1
     order by created_at, key_id`,
};

/** $1 key. */
export const READ_KEY: Statement = {
  name: 'registry.read_owner_key',
  text: `select ${KEY_COLUMNS} from registry.owner_keys as key where key_id = $1`,
};

/** Two owners of one name at once: the second waits here, and finds the first. */
export const LOCK_NAMES: Statement = {
  name: 'registry.lock_owner_names',
  text: `select pg_advisory_xact_lock(hashtextextended('owner names', 0))`,
};

/** $1 owner, $2 name. */
export const INSERT_OWNER: Statement = {
  name: 'registry.insert_owner',
  text: `insert into registry.owners (owner_id, name, created_at) values ($1, $2, now())`,
};

/** $1 owner, $2 whether it is to be one; no row where it is so already. */
export const SET_ADMIN: Statement = {
  name: 'registry.set_admin',
  text: `
    update registry.owners
       set is_admin = $2
     where owner_id = $1 and is_admin <> $2
    returning owner_id as "ownerId", name`,
};

/** $1 key, $2 owner, $3 the SHA-256 of its secret, $4 person or null. */
export const INSERT_KEY: Statement = {
  name: 'registry.insert_owner_key',
  text: `
    insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at, person_id)
    values ($1, $2, $3, now(), $4)`,
};

/** Nobody makes anything with the key of another person. */
export const isKeyOf = (key: string, person: string): string =>
  `exists (select from registry.owner_keys where key_id = ${key} and person_id is not distinct from ${person}::text)`;

/** $1 owner, $2 and $3 the id and the secret of a live key of the person $6, $4 the new key, $5 the SHA-256 of its secret. */
export const MAKE_KEY: Statement = {
  name: 'registry.make_owner_key',
  text: `
    select coalesce(case when ${isKeyOf('$2', '$6')} then registry.add_owner_key($1, $2, $3, $4, $5) end, false)
           as "isMade"`,
};

/** $1 owner, $2 one key or null for all of the founder, $3 seconds until the end. No end is put off. */
export const END_KEYS: Statement = {
  name: 'registry.end_owner_keys',
  text: `
    update registry.owner_keys as key
       set revoked_at = least(revoked_at, now() + make_interval(secs => $3))
     where owner_id = $1 and case when $2::text is null then person_id is null else key_id = $2 end and ${IS_LIVE_KEY}
    returning ${KEY_COLUMNS}`,
};
