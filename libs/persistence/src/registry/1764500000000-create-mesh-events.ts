import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // Places are drawn from the pairing events' sequence: both tables are one trail, also after a restore.
  `create table registry.mesh_events (
     position       bigint primary key default nextval('pairing.pairing_events_position_seq'),
     transaction_id xid8 not null default pg_current_xact_id(),
     event_id       uuid not null default gen_random_uuid(),
     owner_id       text collate "C" not null,
     type           text collate "C" not null,
     occurred_at    timestamptz not null,
     event          jsonb not null,
     published_at   timestamptz
   )`,
  `create index mesh_events_audit on registry.mesh_events (owner_id, transaction_id, position)`,
  `create index mesh_events_unpublished on registry.mesh_events (position) where published_at is null`,
  `create index mesh_events_occurred_at on registry.mesh_events using brin (occurred_at) with (autosummarize = on)`,
];

/** What happens to a mesh beside its pairings: audit trail and outbox at once, as the events of pairings are. */
export class CreateMeshEvents1764500000000 implements MigrationInterface {
  readonly name = 'CreateMeshEvents1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table registry.mesh_events');
  }
}
