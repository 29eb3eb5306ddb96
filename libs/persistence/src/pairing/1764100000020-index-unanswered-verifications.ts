import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IndexUnansweredVerifications1764100000020 implements MigrationInterface {
  readonly name = 'IndexUnansweredVerifications1764100000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index pairing_states_unanswered on pairing.pairing_states (updated_at) where kind = 'PinVerified'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index pairing.pairing_states_unanswered');
  }
}
