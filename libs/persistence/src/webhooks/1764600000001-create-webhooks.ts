import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `create table webhooks.targets (
     webhook_id      text collate "C" primary key,
     owner_id        text collate "C" not null,
     origin          text not null,
     sealed          text not null,
     events          text[] not null,
     shape           text collate "C" not null,
     disabled_reason text collate "C",
     failing_since   timestamptz,
     created_at      timestamptz not null,
     updated_at      timestamptz not null
   )`,
  `create index targets_owner on webhooks.targets (owner_id, webhook_id)`,
  // The event is kept as it is sent: jsonb would put its fields into another order, and the signature is over the text.
  `create table webhooks.deliveries (
     position        bigint generated always as identity primary key,
     delivery_id     text collate "C" not null default gen_random_uuid()::text,
     webhook_id      text collate "C" not null references webhooks.targets (webhook_id) on delete cascade,
     event_id        text collate "C" not null,
     type            text collate "C" not null,
     event           json not null,
     state           text collate "C" not null default 'pending',
     attempts        integer not null default 0,
     due_at          timestamptz not null,
     leased_until    timestamptz,
     last_attempt_at timestamptz,
     status          integer,
     answer          text,
     error           text,
     created_at      timestamptz not null,
     constraint deliveries_id_key unique (delivery_id),
     constraint deliveries_event_key unique (webhook_id, event_id)
   )`,
  `create index deliveries_log on webhooks.deliveries (webhook_id, position desc)`,
  // As small as what is still to send.
  `create index deliveries_due on webhooks.deliveries (due_at) where state = 'pending'`,
  `create index deliveries_state on webhooks.deliveries (state)`,
  `create index deliveries_created_at on webhooks.deliveries using brin (created_at) with (autosummarize = on)`,
];

/** Where the owners want to be told what happens, and what was told. */
export class CreateWebhooks1764600000001 implements MigrationInterface {
  readonly name = 'CreateWebhooks1764600000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['deliveries', 'targets']) await runner.query(`drop table webhooks.${table}`);
  }
}
