import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  `create table registry.console_sessions (
     session_digest text collate "C" primary key,
     owner_id       text collate "C" not null references registry.owners (owner_id) on delete cascade,
     key_id         text collate "C" not null references registry.owner_keys (key_id) on delete cascade,
     created_at     timestamptz not null,
     expires_at     timestamptz not null,
     last_used_at   timestamptz
   )`,
  `create index console_sessions_expires_at on registry.console_sessions (expires_at)`,
  // The deletes of owners and keys cascade by these.
  `create index console_sessions_owner on registry.console_sessions (owner_id)`,
  `create index console_sessions_key on registry.console_sessions (key_id)`,
  `create table registry.sign_in_codes (
     code_digest text collate "C" primary key,
     owner_id    text collate "C" not null references registry.owners (owner_id) on delete cascade,
     key_id      text collate "C" not null references registry.owner_keys (key_id) on delete cascade,
     created_at  timestamptz not null,
     expires_at  timestamptz not null
   )`,
  `create index sign_in_codes_expires_at on registry.sign_in_codes (expires_at)`,
];

export class CreateConsoleSessions1764000000002 implements MigrationInterface {
  readonly name = 'CreateConsoleSessions1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['sign_in_codes', 'console_sessions'])
      await runner.query(`drop table registry.${table}`);
  }
}
