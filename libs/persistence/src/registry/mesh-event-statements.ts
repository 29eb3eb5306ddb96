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

/** $1 positions. */
export const MARK: Statement = {
  name: 'registry.mark_mesh_events',
  text: `
    update registry.mesh_events
       set published_at = now()
     where position = any($1::bigint[]) and published_at is null`,
};

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

/** $1 before, $2 limit. The block range index on `occurred_at`. */
export const PRUNE: Statement = {
  name: 'registry.prune_mesh_events',
  text: `
    with pruned as (
      delete from registry.mesh_events
       where position = any(array(
               select position
                 from registry.mesh_events
                where occurred_at < $1 and published_at is not null
                limit $2
                  for update skip locked))
      returning 1
    )
    select count(*)::integer as count from pruned`,
};
