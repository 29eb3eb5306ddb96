/** The two append-only event tables that double as outboxes. */
export type EventTable = 'pairing.pairing_events' | 'registry.registration_events';

/**
 * SQL that creates an event table: the same shape for each service, so that one outbox store reads both.
 * `transaction_id` makes a gap-free cursor: rows below `pg_snapshot_xmin` can get no earlier neighbour any more,
 * whereas `position` alone is drawn before its transaction commits.
 */
export const createEventTable = (table: EventTable): readonly string[] => {
  const name = table.split('.')[1];
  return [
    `create table ${table} (
       position       bigint generated always as identity primary key,
       transaction_id xid8 not null default pg_current_xact_id(),
       pairing_id     text collate "C" not null,
       owner_id       text collate "C" not null,
       sequence       integer not null check (sequence > 0),
       type           text collate "C" not null,
       occurred_at    timestamptz not null,
       event          jsonb not null,
       published_at   timestamptz,
       constraint ${name}_sequence_key unique (pairing_id, sequence)
     )`,
    // The relay reads only this index; it is as small as what is still to publish.
    `create index ${name}_unpublished on ${table} (position) where published_at is null`,
    // Rows arrive in the order of time, so that a block range index finds the old ones at next to no cost.
    `create index ${name}_occurred_at on ${table} using brin (occurred_at) with (autosummarize = on)`,
  ];
};
