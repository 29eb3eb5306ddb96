import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The code of 8 letters that a device may type instead of its token. What a step changes is in no index, as before. */
export class AddUserCodes1764840000000 implements MigrationInterface {
  readonly name = 'AddUserCodes1764840000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pairing.pairing_states add column code_digest text collate "C"');
    await runner.query(`
      create index pairing_states_code on pairing.pairing_states (code_digest) where code_digest is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pairing.pairing_states drop column code_digest');
  }
}
