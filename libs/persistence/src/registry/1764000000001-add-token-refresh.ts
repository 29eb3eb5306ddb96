import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `alter table registry.issued_tokens
     add column superseded_at timestamptz,
     add column reused_at     timestamptz`,
  // A family has one current token, whatever races for it. Tokens issued so far are each the first of their family.
  `create unique index issued_tokens_current on registry.issued_tokens (family_id)
     where revoked_at is null and superseded_at is null`,
  `alter table registry.mesh_nodes add column key_proven boolean not null default false`,
];

const DOWN = [
  `alter table registry.mesh_nodes drop column key_proven`,
  `drop index registry.issued_tokens_current`,
  // Without the column a superseded token would count as current again.
  `update registry.issued_tokens set revoked_at = superseded_at
    where superseded_at is not null and revoked_at is null`,
  `alter table registry.issued_tokens drop column superseded_at, drop column reused_at`,
];

export class AddTokenRefresh1764000000001 implements MigrationInterface {
  readonly name = 'AddTokenRefresh1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}

/** How often a session was renewed by a refresh token, and when: each counts once. */
export class RenewSessions1764840000002 implements MigrationInterface {
  readonly name = 'RenewSessions1764840000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table registry.device_sessions
        add column renewals integer not null default 0, add column renewed_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.device_sessions drop column renewals, drop column renewed_at');
  }
}

/** A session whose device has proven a key when it got its tokens is of no use without that key (RFC 9449 §6). */
export class BindSessionsToKeys1764910000000 implements MigrationInterface {
  readonly name = 'BindSessionsToKeys1764910000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.device_sessions add column key_thumbprint text collate "C"');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.device_sessions drop column key_thumbprint');
  }
}
