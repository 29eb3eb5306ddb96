import { type EventTable, outboxOf } from './event-table.js';
import { pruneStatement } from './prune-statement.js';
import type { Statement } from './statement.js';

/** Nobody waits for the disk: an event that is published once more is known by its id. */
const LAZILY = `(select set_config('synchronous_commit', 'off', true)) = 'off'`;

/** What is held back for a new stream is not let go by what the one before has acknowledged. */
const removal = (table: EventTable, positions: string): string => `
    delete from ${outboxOf(table)}
     where position = any(${positions}) and not is_held_back and ${LAZILY}`;

/** $1 positions. */
export const markPublished = (table: EventTable): Statement => ({
  name: `outbox.mark.${table}`,
  text: removal(table, '$1::bigint[]'),
});

/** $1 pairings, $2 the sequences of their events. `offset 0` keeps each look-up a look-up by the unique index. */
export const markEvents = (table: EventTable): Statement => ({
  name: `outbox.mark_events.${table}`,
  text: removal(
    table,
    `array(
             select stored.position
               from unnest($1::text[], $2::integer[]) as event (pairing_id, sequence)
              cross join lateral (
                    select position
                      from ${table}
                     where pairing_id = event.pairing_id and sequence = event.sequence
                    offset 0
              ) as stored)`,
  ),
});

/** $1 limit. In the order of the trail; `eventId` and `wanted` are of `stored`, the event's row. `offset 0` as in `markEvents`. */
export const readOutbox = (table: EventTable, eventId: string, wanted: string): Statement => ({
  name: `outbox.read.${table}`,
  text: `
    select outbox.position::text, stored.event, ${eventId} as "eventId"
      from ${outboxOf(table)} as outbox
     cross join lateral (
           select * from ${table} where position = outbox.position offset 0
     ) as stored
     where not outbox.is_held_back and ${wanted}
     order by outbox.position
     limit $1`,
});

/** $1 before, $2 limit. The block range index on `occurred_at`. */
export const pruneEvents = (table: EventTable): Statement =>
  pruneStatement({
    name: `prune.${table}`,
    table,
    key: 'position',
    where: `occurred_at < $1 and not exists (
                        select from ${outboxOf(table)} as outbox where outbox.position = ${table}.position offset 0)`,
    isAppendOnly: true,
  });
