import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A session whose device has proven a key when it got its tokens is of no use without that key (RFC 9449 §6). */
export class BindSessionsToKeys1764910000000 implements MigrationInterface {
  readonly name = 'BindSessionsToKeys1764910000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.device_sessions add column key_thumbprint text collate "C"');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.device_sessions drop column key_thumbprint');
  }
}
