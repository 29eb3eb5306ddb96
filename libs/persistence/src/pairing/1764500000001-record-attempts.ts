import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is tried on a pairing is recorded among its steps, without a number of its own. */
export class RecordAttempts1764500000001 implements MigrationInterface {
  readonly name = 'RecordAttempts1764500000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pairing.pairing_events alter column sequence drop not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('delete from pairing.pairing_events where sequence is null');
    await runner.query('alter table pairing.pairing_events alter column sequence set not null');
  }
}
