import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `alter table webhooks.targets add column enabled_at timestamptz`,
  `update webhooks.targets set enabled_at = created_at`,
  `alter table webhooks.targets alter column enabled_at set not null`,
];

/** Events gather while no webhook is enabled: one that is enabled again is not told of those. */
export class NoteWhenEnabled1764700000001 implements MigrationInterface {
  readonly name = 'NoteWhenEnabled1764700000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhooks.targets drop column enabled_at');
  }
}
