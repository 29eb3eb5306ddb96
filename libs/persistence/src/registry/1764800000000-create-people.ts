import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As `digestOf` of the contracts. */
export const digestOf = (secret: string): string =>
  `translate(encode(sha256(convert_to(${secret}, 'UTF8')), 'base64'), '+/=', '-_')`;

const SIGNATURES = {
  isOwnersKey: 'registry.is_owners_key(text, text, text)',
  invite: 'registry.invite_person(text, text, text, text, text, text, text, integer)',
  accept: 'registry.accept_invitation(text, text, text, text)',
  changeRole: 'registry.change_role(text, text, text, text, text)',
};

const TABLES = [
  `create table registry.people (
     person_id  text collate "C" primary key,
     owner_id   text collate "C" not null references registry.owners (owner_id) on delete cascade,
     name       text not null,
     role       text collate "C" not null check (role in ('owner', 'approver', 'viewer')),
     created_at timestamptz not null,
     removed_at timestamptz
   )`,
  `create index people_owner on registry.people (owner_id, created_at, person_id)`,
  // Null is the founder.
  `alter table registry.owner_keys
     add column person_id text collate "C" references registry.people (person_id) on delete cascade`,
  `create index owner_keys_person on registry.owner_keys (person_id) where person_id is not null`,
  // By a key, with which it ends.
  `create table registry.invitations (
     invitation_id text collate "C" primary key,
     owner_id      text collate "C" not null references registry.owners (owner_id) on delete cascade,
     key_id        text collate "C" not null references registry.owner_keys (key_id) on delete cascade,
     code_digest   text collate "C" not null unique,
     name          text not null,
     role          text collate "C" not null check (role in ('owner', 'approver', 'viewer')),
     created_at    timestamptz not null,
     expires_at    timestamptz not null,
     accepted_at   timestamptz,
     revoked_at    timestamptz
   )`,
  `create index invitations_owner on registry.invitations (owner_id, created_at, invitation_id)`,
  `create index invitations_key on registry.invitations (key_id)`,
  `create index invitations_expires_at on registry.invitations (expires_at)`,
];

/** What has ended does not come back, whoever updates it. */
const ENDS = [
  `create function registry.refuse_return() returns trigger language plpgsql as $$
   begin
     raise exception 'what has ended in % does not come back', tg_table_name;
   end $$`,
  ...[
    ['owner_keys', 'revoked_at'],
    ['people', 'removed_at'],
    ['invitations', 'revoked_at'],
    ['invitations', 'accepted_at'],
  ].map(
    ([table, end]) =>
      `create trigger ${end}_stays before update of ${end} on registry.${table} for each row
         when (old.${end} is not null and (new.${end} is null or new.${end} > old.${end}))
         execute function registry.refuse_return()`,
  ),
];

/** The registry writes neither people, roles, invitations nor keys: these do, for who shows a secret. */
const FUNCTIONS = [
  // A live key of the founder, or of a person who is an owner.
  `create function registry.is_owners_key(of_owner text, by_key text, by_secret text) returns boolean
   language sql stable security definer set search_path = pg_catalog, pg_temp as $$
     select exists (
       select from registry.owner_keys as key
         left join registry.people as person using (person_id)
        where key.key_id = by_key and key.owner_id = of_owner
          and (key.revoked_at is null or key.revoked_at > now())
          and key.secret_digest = ${digestOf('by_secret')}
          and (key.person_id is null or (person.role = 'owner' and person.removed_at is null)))
   $$`,
  // The new key is of the same person.
  `create or replace function registry.add_owner_key(
     of_owner text, by_key text, by_secret text, new_key text, new_digest text)
   returns boolean
   language sql security definer set search_path = pg_catalog, pg_temp as $$
     insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at, person_id)
     select new_key, key.owner_id, new_digest, now(), key.person_id
       from registry.owner_keys as key
       left join registry.people as person using (person_id)
      where key.key_id = by_key and key.owner_id = of_owner
        and (key.revoked_at is null or key.revoked_at > now())
        and key.secret_digest = ${digestOf('by_secret')}
        and person.removed_at is null
     returning true
   $$`,
  `create function registry.invite_person(
     of_owner text, by_key text, by_secret text,
     invitation text, digest text, named text, as_role text, seconds integer)
   returns table (created_at timestamptz, expires_at timestamptz)
   language sql security definer set search_path = pg_catalog, pg_temp as $$
     insert into registry.invitations
            (invitation_id, owner_id, key_id, code_digest, name, role, created_at, expires_at)
     select invitation, of_owner, by_key, digest, named, as_role, now(), now() + make_interval(secs => seconds)
      where registry.is_owners_key(of_owner, by_key, by_secret)
     returning created_at, expires_at
   $$`,
  // Once, and while who invited might still do so.
  `create function registry.accept_invitation(code text, new_person text, new_key text, new_digest text)
   returns table (invitation_id text, owner_id text, name text, role text, created_at timestamptz)
   language sql security definer set search_path = pg_catalog, pg_temp as $$
     with used as (
       update registry.invitations as invitation
          set accepted_at = now()
         from registry.owner_keys as key
         left join registry.people as inviter on inviter.person_id = key.person_id
        where invitation.code_digest = ${digestOf('code')}
          and invitation.accepted_at is null and invitation.revoked_at is null and invitation.expires_at > now()
          and key.key_id = invitation.key_id
          and (key.revoked_at is null or key.revoked_at > now())
          and (key.person_id is null or (inviter.role = 'owner' and inviter.removed_at is null))
       returning invitation.invitation_id, invitation.owner_id, invitation.name, invitation.role
     ), joined as (
       insert into registry.people (person_id, owner_id, name, role, created_at)
       select new_person, owner_id, name, role, now() from used
       returning person_id, created_at
     ), keyed as (
       insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at, person_id)
       select new_key, used.owner_id, new_digest, joined.created_at, joined.person_id from used, joined
       returning key_id
     )
     select used.*, joined.created_at from used, joined, keyed
   $$`,
  // Anybody may be let do less; for more it takes a key.
  `create function registry.change_role(of_owner text, person text, to_role text, by_key text, by_secret text)
   returns boolean
   language sql security definer set search_path = pg_catalog, pg_temp as $$
     update registry.people
        set role = to_role
      where person_id = person and owner_id = of_owner and removed_at is null
        and (array_position(array['owner', 'approver', 'viewer'], to_role)
               >= array_position(array['owner', 'approver', 'viewer'], role)
             or registry.is_owners_key(of_owner, by_key, by_secret))
     returning true
   $$`,
  ...Object.values(SIGNATURES).map((signature) => `revoke all on function ${signature} from public`),
];

const DOWN = [
  `create or replace function registry.add_owner_key(
     of_owner text, by_key text, by_secret text, new_key text, new_digest text)
   returns boolean
   language sql security definer set search_path = pg_catalog, pg_temp as $$
     insert into registry.owner_keys (key_id, owner_id, secret_digest, created_at)
     select new_key, owner_id, new_digest, now()
       from registry.owner_keys
      where key_id = by_key and owner_id = of_owner
        and (revoked_at is null or revoked_at > now())
        and secret_digest = ${digestOf('by_secret')}
     returning true
   $$`,
  ...[SIGNATURES.accept, SIGNATURES.invite, SIGNATURES.changeRole, SIGNATURES.isOwnersKey].map(
    (signature) => `drop function ${signature}`,
  ),
  `drop table registry.invitations`,
  `drop trigger revoked_at_stays on registry.owner_keys`,
  // Nobody's key becomes the founder's.
  `delete from registry.owner_keys where person_id is not null`,
  `alter table registry.owner_keys drop column person_id`,
  `drop table registry.people`,
  `drop function registry.refuse_return()`,
];

/** Several people in a mesh, each with a role, invited by a link. */
export class CreatePeople1764800000000 implements MigrationInterface {
  readonly name = 'CreatePeople1764800000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...ENDS, ...FUNCTIONS]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
