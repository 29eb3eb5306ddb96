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

/** A key without an owner, which the operator makes, reads the trails of all of them. */
export class AddAuditKeysOfAllOwners1764700000000 implements MigrationInterface {
  readonly name = 'AddAuditKeysOfAllOwners1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.audit_keys alter column owner_id drop not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from registry.audit_keys where owner_id is null');
    await runner.query('alter table registry.audit_keys alter column owner_id set not null');
  }
}
