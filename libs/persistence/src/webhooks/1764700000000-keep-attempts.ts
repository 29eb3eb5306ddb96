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

const NOTE_WHEN_ENABLED = [
  `alter table webhooks.targets add column enabled_at timestamptz`,
  `update webhooks.targets set enabled_at = created_at`,
  `alter table webhooks.targets alter column enabled_at set not null`,
];

/** Events gather while no webhook is enabled: one that is enabled again is not told of those. */
export class NoteWhenEnabled1764700000001 implements MigrationInterface {
  readonly name = 'NoteWhenEnabled1764700000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of NOTE_WHEN_ENABLED) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhooks.targets drop column enabled_at');
  }
}
