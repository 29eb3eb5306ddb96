import type { EventTable } from './event-table.js';
import { pruneStatement } from './prune-statement.js';
import type { Statement } from './statement.js';

/** Whatever is audit trail and outbox at once. */
type Outgoing = EventTable | 'registry.mesh_events';

/** $1 positions. */
export const markPublished = (table: Outgoing): Statement => ({
  name: `outbox.mark.${table}`,
  text: `
    update ${table}
       set published_at = now()
     where position = any($1::bigint[]) and published_at is null`,
});

/** $1 before, $2 limit. The block range index on `occurred_at`. */
export const pruneEvents = (table: Outgoing): Statement =>
  pruneStatement({
    name: `prune.${table}`,
    table,
    key: 'position',
    where: 'occurred_at < $1 and published_at is not null',
  });
