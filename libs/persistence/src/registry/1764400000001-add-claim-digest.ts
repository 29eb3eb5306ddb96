import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Absent of what was registered before: pairing checks the claim secret of those. */
export class AddClaimDigest1764400000001 implements MigrationInterface {
  readonly name = 'AddClaimDigest1764400000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.registrations add column claim_digest text collate "C"');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table registry.registrations drop column claim_digest');
  }
}
