import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Empty for what was tried before: only the last attempt of that is known. */
export class KeepAttempts1764700000000 implements MigrationInterface {
  readonly name = 'KeepAttempts1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table webhooks.deliveries add column last_attempts jsonb not null default '[]'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhooks.deliveries drop column last_attempts');
  }
}
