/** The append-only event tables. */
export type EventTable = 'pairing.pairing_events' | 'registry.registration_events' | 'registry.mesh_events';

/** The table that names what of an event table the stream is not known to have. */
export const outboxOf = (table: EventTable): string => table.replace(/_events$/, '_outbox');

/**
 * SQL that creates the event table of pairings in a service's schema: the same shape for each, so that one outbox store reads
 * both. `transaction_id` makes a gap-free cursor: rows below `pg_snapshot_xmin` can get no earlier neighbour any more,
 * whereas `position` alone is drawn before its transaction commits.
 */
export const createEventTable = (table: Exclude<EventTable, 'registry.mesh_events'>): readonly string[] => {
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
    createUnpublishedIndex(table),
    // Rows arrive in the order of time, so that a block range index finds the old ones at next to no cost.
    `create index ${name}_occurred_at on ${table} using brin (occurred_at) with (autosummarize = on)`,
  ];
};

export const createUnpublishedIndex = (table: EventTable): string =>
  `create index ${table.split('.')[1]}_unpublished on ${table} (position) where published_at is null`;
