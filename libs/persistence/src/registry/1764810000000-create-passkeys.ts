import type { MigrationInterface, QueryRunner } from 'typeorm';
import { digestOf } from './1764800000000-create-people.js';

const PERMIT = 'registry.permit_credential(text, text, text, text, text)';
const ADD = 'registry.add_passkey(text, text, text, text, text, bytea, bigint, text[], boolean, text)';

const UP = [
  `create table registry.passkeys (
     passkey_id    text collate "C" primary key,
     credential_id text collate "C" not null unique,
     owner_id      text collate "C" not null references registry.owners (owner_id) on delete cascade,
     person_id     text collate "C" references registry.people (person_id),
     rp_id         text collate "C" not null,
     public_key    bytea not null,
     sign_count    bigint not null,
     transports    text[] not null,
     is_backed_up  boolean not null,
     name          text not null,
     created_at    timestamptz not null,
     last_used_at  timestamptz
   )`,
  `create index passkeys_person on registry.passkeys (person_id)`,
  `create index passkeys_owner on registry.passkeys (owner_id, created_at, passkey_id)`,
  `create table registry.spent_challenges (
     challenge_digest text collate "C" primary key,
     expires_at       timestamptz not null
   )`,
  `create index spent_challenges_expires_at on registry.spent_challenges (expires_at)`,
  `create table registry.credential_permits (
     permit_digest text collate "C" primary key,
     kind          text collate "C" not null,
     owner_id      text collate "C" not null references registry.owners (owner_id) on delete cascade,
     key_id        text collate "C" not null references registry.owner_keys (key_id) on delete cascade,
     created_at    timestamptz not null,
     expires_at    timestamptz not null
   )`,
  `create index credential_permits_expires_at on registry.credential_permits (expires_at)`,
  // As with keys (ADR 21): the registry adds a way in for those who show a live key, and for nobody else.
  `create function registry.permit_credential(of_owner text, by_key text, by_secret text, new_digest text,
     of_kind text)
   returns boolean
   language sql security definer set search_path = pg_catalog, pg_temp as $$
     insert into registry.credential_permits (permit_digest, kind, owner_id, key_id, created_at, expires_at)
     select new_digest, of_kind, owner_id, key_id, now(), now() + interval '5 minutes'
       from registry.owner_keys
      where key_id = by_key and owner_id = of_owner
        and (revoked_at is null or revoked_at > now())
        and secret_digest = ${digestOf('by_secret')}
     on conflict do nothing
     returning true
   $$`,
  `create function registry.add_passkey(of_owner text, by_permit text, new_id text, credential text, host text,
     key bytea, count bigint, ways text[], backed_up boolean, called text)
   returns boolean
   language sql security definer set search_path = pg_catalog, pg_temp as $$
     with used as (
       delete from registry.credential_permits
        where permit_digest = ${digestOf('by_permit')} and kind = 'passkey' and owner_id = of_owner
          and expires_at > now()
       returning key_id
     )
     insert into registry.passkeys (passkey_id, credential_id, owner_id, person_id, rp_id, public_key, sign_count,
                                    transports, is_backed_up, name, created_at)
     select new_id, credential, shown.owner_id, shown.person_id, host, key, count, ways, backed_up, called, now()
       from used
       join registry.owner_keys as shown using (key_id)
     on conflict do nothing
     returning true
   $$`,
  `revoke all on function ${PERMIT} from public`,
  `revoke all on function ${ADD} from public`,
  `alter table registry.console_sessions
     alter column key_id drop not null,
     add column passkey_id text collate "C" references registry.passkeys (passkey_id) on delete cascade,
     add constraint console_sessions_credential check (num_nonnulls(key_id, passkey_id) = 1)`,
  `create index console_sessions_passkey on registry.console_sessions (passkey_id)`,
];

const DOWN = [
  `delete from registry.console_sessions where key_id is null`,
  `alter table registry.console_sessions
     drop constraint console_sessions_credential,
     drop column passkey_id,
     alter column key_id set not null`,
  `drop function ${ADD}`,
  `drop function ${PERMIT}`,
  `drop table registry.credential_permits`,
  `drop table registry.spent_challenges`,
  `drop table registry.passkeys`,
];

/** Owners sign in by passkeys. */
export class CreatePasskeys1764810000000 implements MigrationInterface {
  readonly name = 'CreatePasskeys1764810000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
