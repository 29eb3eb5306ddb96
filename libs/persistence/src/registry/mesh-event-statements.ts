import { markPublished, pruneEvents, readOutbox } from '../event-statements.js';
import type { Statement } from '../statement.js';

/** $1 the events as a JSON array, in order. */
export const RECORD: Statement = {
  name: 'registry.record_mesh_events',
  text: `
    with recorded as (
      insert into registry.mesh_events (owner_id, type, occurred_at, event)
      select event ->> 'ownerId', event ->> 'type', (event ->> 'occurredAt')::timestamptz, event
        from jsonb_array_elements($1::jsonb) with ordinality as happened (event, place)
       order by place
      returning position
    )
    insert into registry.mesh_outbox (position) select position from recorded`,
};

export const READ_UNPUBLISHED = readOutbox('registry.mesh_events', 'stored.event_id::text', 'true');

export const MARK = markPublished('registry.mesh_events');

/** $1 how many of the newest. */
export const REOPEN: Statement = {
  name: 'registry.reopen_mesh_events',
  text: `
    insert into registry.mesh_outbox (position)
    select position from registry.mesh_events as happened order by happened.position desc limit $1
        on conflict do nothing`,
};

export const PRUNE = pruneEvents('registry.mesh_events');
