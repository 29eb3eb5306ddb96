import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: the history that this database is of, and how to tell when another one has begun. */
const UP = `create table pairing.audit_epochs (
  only_one          boolean primary key default true check (only_one),
  epoch             text collate "C" not null,
  system_identifier text collate "C" not null,
  timeline          text collate "C" not null
)`;

export class CreateAuditEpochs1764300000001 implements MigrationInterface {
  readonly name = 'CreateAuditEpochs1764300000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table pairing.audit_epochs');
  }
}
