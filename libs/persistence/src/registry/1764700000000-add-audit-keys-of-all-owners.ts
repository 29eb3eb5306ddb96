import type { MigrationInterface, QueryRunner } from 'typeorm';

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
