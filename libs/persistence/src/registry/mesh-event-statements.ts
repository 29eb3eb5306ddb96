import { markPublished, pruneEvents } from '../event-statements.js';
import type { Statement } from '../statement.js';

/** $1 the events as a JSON array, in order. */
export const RECORD: Statement = {
  name: 'registry.record_mesh_events',
  text: `
    insert into registry.mesh_events (owner_id, type, occurred_at, event)
    select event ->> 'ownerId', event ->> 'type', (event ->> 'occurredAt')::timestamptz, event::jsonb
      from json_array_elements($1::json) with ordinality as happened (event, place)
     order by place`,
};

/** $1 limit. Index `mesh_events_unpublished`. */
export const READ_UNPUBLISHED: Statement = {
  name: 'registry.read_unpublished_mesh_events',
  text: `
    select position::text, event_id::text as "eventId", event
      from registry.mesh_events as outbox
     where published_at is null
     order by outbox.position
     limit $1`,
};

export const MARK = markPublished('registry.mesh_events');

/** $1 how many of the newest. */
export const REOPEN: Statement = {
  name: 'registry.reopen_mesh_events',
  text: `
    update registry.mesh_events
       set published_at = null
     where position = any(array(
             select position from registry.mesh_events order by position desc limit $1))
       and published_at is not null`,
};

export const PRUNE = pruneEvents('registry.mesh_events');
