import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createUnpublishedIndex, type EventTable, outboxOf } from './event-table.js';
import { RECORD_WEBHOOK_EVENTS } from './registry/1764600000000-record-webhook-events.js';

/** SQL that moves what is unpublished out of the event table, which is never written to again, into a small one. */
const createOutbox = (table: EventTable): readonly string[] => [
  // Rows come and go all the time: each round of autovacuum is to clean it, however many wait, and none is to cut it
  // short, for which it would lock out all who commit events.
  `create table ${outboxOf(table)} (
     position     bigint primary key,
     is_held_back boolean not null default false
   ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, vacuum_truncate = off)`,
  `insert into ${outboxOf(table)} (position, is_held_back)
   select position, published_at is not null
     from ${table}
    where published_at is null or published_at = '-infinity'`,
  `alter table ${table} drop column published_at`,
];

/** Moves it back. */
const dropOutbox = (table: EventTable): readonly string[] => [
  `alter table ${table} add column published_at timestamptz default now()`,
  `alter table ${table} alter column published_at drop default`,
  `update ${table} as stored
      set published_at = case when is_held_back then '-infinity'::timestamptz end
     from ${outboxOf(table)} as outbox
    where outbox.position = stored.position`,
  createUnpublishedIndex(table),
  `drop table ${outboxOf(table)}`,
];

/** What is still to publish, in a table of its own: an event is written once. */
export class CreatePairingOutbox1765000000000 implements MigrationInterface {
  readonly name = 'CreatePairingOutbox1765000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of createOutbox('pairing.pairing_events')) await runner.query(statement);
    await runner.query('alter table pairing.live_pairings add column tell_again_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pairing.live_pairings drop column tell_again_at');
    for (const statement of dropOutbox('pairing.pairing_events')) await runner.query(statement);
  }
}

const REGISTRY_TABLES = ['registry.registration_events', 'registry.mesh_events'] as const;

/** Rights and owner of the function stay. */
const WITH_OUTBOX = RECORD_WEBHOOK_EVENTS.replace(
  /insert into[^;]*/,
  (insert) => `
     with recorded as (
       ${insert}
       returning position
     )
     insert into registry.mesh_outbox (position) select position from recorded`,
);

export class CreateRegistryOutboxes1765000000001 implements MigrationInterface {
  readonly name = 'CreateRegistryOutboxes1765000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of REGISTRY_TABLES)
      for (const statement of createOutbox(table)) await runner.query(statement);
    await runner.query(WITH_OUTBOX);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(RECORD_WEBHOOK_EVENTS);
    for (const table of REGISTRY_TABLES)
      for (const statement of dropOutbox(table)) await runner.query(statement);
  }
}
