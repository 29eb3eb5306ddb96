import type { MigrationInterface, QueryRunner } from 'typeorm';
import { digestOf } from './1764800000000-create-people.js';

const LINK = 'registry.link_account(text, text, text, text, text)';

const UP = [
  `create table registry.linked_accounts (
     account_id   text collate "C" primary key,
     owner_id     text collate "C" not null references registry.owners (owner_id) on delete cascade,
     person_id    text collate "C" references registry.people (person_id),
     issuer       text collate "C" not null,
     subject      text collate "C" not null,
     label        text not null,
     linked_at    timestamptz not null,
     last_used_at timestamptz,
     unique (issuer, subject)
   )`,
  `create index linked_accounts_person on registry.linked_accounts (person_id)`,
  `create index linked_accounts_owner on registry.linked_accounts (owner_id, linked_at, account_id)`,
  // As `registry.add_passkey`: by a permit, which somebody got who has shown a live key.
  `create function registry.link_account(by_permit text, new_id text, of_issuer text, of_subject text, called text)
   returns table (owner_id text, key_id text, person_id text)
   language sql security definer set search_path = pg_catalog, pg_temp as $$
     with used as (
       delete from registry.credential_permits as permit
        where permit_digest = ${digestOf('by_permit')} and kind = 'account' and expires_at > now()
       returning permit.key_id
     ), shown as (
       select key.owner_id, key.key_id, key.person_id
         from used
         join registry.owner_keys as key using (key_id)
     ), linked as (
       insert into registry.linked_accounts (account_id, owner_id, person_id, issuer, subject, label, linked_at)
       select new_id, shown.owner_id, shown.person_id, of_issuer, of_subject, called, now() from shown
       on conflict do nothing
       returning account_id
     )
     select shown.owner_id, shown.key_id, shown.person_id from shown, linked
   $$`,
  `revoke all on function ${LINK} from public`,
  `alter table registry.console_sessions
     drop constraint console_sessions_credential,
     add column account_id text collate "C" references registry.linked_accounts (account_id) on delete cascade,
     add constraint console_sessions_credential check (num_nonnulls(key_id, passkey_id, account_id) = 1)`,
  `create index console_sessions_account on registry.console_sessions (account_id)`,
];

const DOWN = [
  `delete from registry.console_sessions where account_id is not null`,
  `alter table registry.console_sessions
     drop constraint console_sessions_credential,
     drop column account_id,
     add constraint console_sessions_credential check (num_nonnulls(key_id, passkey_id) = 1)`,
  `drop function ${LINK}`,
  `drop table registry.linked_accounts`,
];

/** Owners sign in by accounts of an OpenID provider. */
export class LinkAccounts1764810000001 implements MigrationInterface {
  readonly name = 'LinkAccounts1764810000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
