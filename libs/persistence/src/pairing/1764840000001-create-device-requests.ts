import type { MigrationInterface, QueryRunner } from 'typeorm';

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
