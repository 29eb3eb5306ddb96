import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `create table registry.audit_keys (
     key_id        text collate "C" primary key,
     owner_id      text collate "C" not null references registry.owners,
     name          text not null,
     secret_digest text collate "C" not null,
     created_at    timestamptz not null,
     revoked_at    timestamptz
   )`,
  `create index audit_keys_owner on registry.audit_keys (owner_id, created_at, key_id)`,
];

/** Keys of auditors: they read an owner's trail, and nothing else. */
export class CreateAuditKeys1764600000001 implements MigrationInterface {
  readonly name = 'CreateAuditKeys1764600000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table registry.audit_keys');
  }
}
