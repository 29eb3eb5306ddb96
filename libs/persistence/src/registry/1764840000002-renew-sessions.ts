import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often a session was renewed by a refresh token, and when: each counts once. */
export class RenewSessions1764840000002 implements MigrationInterface {
  readonly name = 'RenewSessions1764840000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table registry.device_sessions
        add column renewals integer not null default 0, add column renewed_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.device_sessions drop column renewals, drop column renewed_at');
  }
}
