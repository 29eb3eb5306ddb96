import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Owners may want a touch of a passkey for each PIN; without a row they do not. */
export class CreateTouchRules1764810000002 implements MigrationInterface {
  readonly name = 'CreateTouchRules1764810000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table registry.touch_rules (
        owner_id text collate "C" primary key references registry.owners (owner_id) on delete cascade,
        rule     text collate "C" not null,
        set_at   timestamptz not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table registry.touch_rules');
  }
}

/** What owners allow of codes that devices show; without a row nothing. */
export class CreateDeviceCodeRules1764840000003 implements MigrationInterface {
  readonly name = 'CreateDeviceCodeRules1764840000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table registry.device_code_rules (
        owner_id       text collate "C" primary key references registry.owners (owner_id) on delete cascade,
        other_networks boolean not null,
        fill_from_link boolean not null,
        set_at         timestamptz not null
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table registry.device_code_rules');
  }
}
