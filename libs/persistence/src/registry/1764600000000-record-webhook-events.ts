import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * With the rights of the table's owner, and for events of webhooks only: the service that talks to the outside can
 * record what it does with its own change, and nothing else. An event that is passed over would be a silent gap.
 */
export const RECORD_WEBHOOK_EVENTS = `create or replace function registry.record_webhook_events(events json) returns void
 language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
 begin
   if exists (select from json_array_elements(events) as event where event ->> 'type' not like 'Webhook%') then
     raise exception 'not an event of a webhook' using errcode = 'insufficient_privilege';
   end if;
   insert into registry.mesh_events (owner_id, type, occurred_at, event)
   select event ->> 'ownerId', event ->> 'type', (event ->> 'occurredAt')::timestamptz, event::jsonb
     from json_array_elements(events) with ordinality as happened (event, place)
    order by place;
 end $$`;

const UP = [RECORD_WEBHOOK_EVENTS, `revoke all on function registry.record_webhook_events(json) from public`];

/** How the webhooks service writes into the trail, which the registry publishes. */
export class RecordWebhookEvents1764600000000 implements MigrationInterface {
  readonly name = 'RecordWebhookEvents1764600000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function registry.record_webhook_events(json)');
  }
}
