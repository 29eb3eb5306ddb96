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

/** Devices that show a code, and belong to nobody yet: ten minutes, and few of them. */
export class CreateDeviceRequests1764840000001 implements MigrationInterface {
  readonly name = 'CreateDeviceRequests1764840000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table pairing.device_requests (
        request_id    text collate "C" primary key,
        device_digest text collate "C" not null unique,
        code_digest   text collate "C" not null,
        client_id     text not null,
        device        jsonb not null,
        permissions   text[] not null,
        pin_digest    text collate "C",
        created_at    timestamptz not null,
        expires_at    timestamptz not null,
        network       text collate "C" not null,
        poll_seconds  integer not null,
        polled_at     timestamptz,
        is_taken      boolean not null default false
      )`);
    await runner.query('create index device_requests_code on pairing.device_requests (code_digest)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table pairing.device_requests');
  }
}
