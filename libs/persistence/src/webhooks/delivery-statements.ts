import { LOGGED_ATTEMPTS } from '@meshpair/domain';
import { pruneStatement } from '../prune-statement.js';
import type { Statement } from '../statement.js';

const DUE = `delivery_id as "id", attempts, due_at as "dueAt"`;

const DELIVERY = `
  position::text, delivery_id as "id", event_id as "eventId", type, state, attempts, due_at as "dueAt",
  last_attempt_at as "lastAttemptAt", status, answer, error, last_attempts as "lastAttempts",
  created_at as "createdAt"`;

/**
 * $1 the events as a JSON array, $2 now, $3 the time before which nothing is told. Index `targets_owner`. The clocks of two
 * services are off by some milliseconds: an event of the second before a webhook was made may have come after it.
 */
export const ADD_FOR_EVENTS: Statement = {
  name: 'deliveries.add_for_events',
  text: `
    insert into webhooks.deliveries (webhook_id, event_id, type, event, due_at, created_at)
    select target.webhook_id, event ->> 'id', event ->> 'type', event, $2::timestamptz, $2::timestamptz
      from json_array_elements($1::json) with ordinality as told (event, place)
      join webhooks.targets as target on target.owner_id = event ->> 'ownerid'
     where target.disabled_reason is null
       and (target.events = '{}' or event ->> 'type' = any(target.events))
       and target.webhook_id <> event ->> 'subject'
       and (event ->> 'time')::timestamptz >= greatest(target.enabled_at - interval '1 second', $3::timestamptz)
     order by place
        on conflict (webhook_id, event_id) do nothing
    returning ${DUE}`,
};

/** $1 webhook id, $2 the events as a JSON array, $3 now. */
export const ADD_AGAIN: Statement = {
  name: 'deliveries.add_again',
  text: `
    insert into webhooks.deliveries as known (webhook_id, event_id, type, event, due_at, created_at)
    select $1, event ->> 'id', event ->> 'type', event, $3::timestamptz, $3::timestamptz
      from json_array_elements($2::json) with ordinality as told (event, place)
     order by place
        on conflict (webhook_id, event_id) do update
       set state = 'pending', attempts = 0, due_at = excluded.due_at
    returning ${DUE}`,
};

/** $1 delivery id, $2 now, $3 until when it is in this hand. */
export const TAKE: Statement = {
  name: 'deliveries.take',
  text: `
    update webhooks.deliveries as delivery
       set leased_until = $3
      from webhooks.targets as target
     where delivery.delivery_id = $1 and delivery.state = 'pending' and delivery.due_at <= $2
       and (delivery.leased_until is null or delivery.leased_until <= $2)
       and target.webhook_id = delivery.webhook_id and target.disabled_reason is null
    returning delivery.delivery_id as "id", delivery.attempts, delivery.due_at as "dueAt",
              delivery.event_id as "eventId", delivery.type, delivery.event::text as event,
              target.owner_id as "ownerId", target.webhook_id as "webhookId"`,
};

/** $1 delivery id, $2 attempts, $3 state, $4 due at, $5 last attempt at, $6 status, $7 answer, $8 error, $9 the attempt as the log keeps it. */
export const SETTLE: Statement = {
  name: 'deliveries.settle',
  text: `
    update webhooks.deliveries
       set attempts = $2, state = $3, due_at = $4, last_attempt_at = $5, status = $6, answer = $7, error = $8,
           last_attempts = jsonb_path_query_array(last_attempts || $9::jsonb, '$[last - ${LOGGED_ATTEMPTS - 1} to last]'),
           leased_until = null
     where delivery_id = $1 and state = 'pending'`,
};

/** $1 now, $2 limit. Index `deliveries_due`. */
export const READ_DUE: Statement = {
  name: 'deliveries.due',
  text: `
    select ${DUE}
      from webhooks.deliveries
     where state = 'pending' and due_at <= $1 and (leased_until is null or leased_until <= $1)
     order by due_at
     limit $2`,
};

/** $1 webhook id, $2 before this position, $3 limit. Index `deliveries_log`. */
export const LIST: Statement = {
  name: 'deliveries.list',
  text: `
    select ${DELIVERY}
      from webhooks.deliveries
     where webhook_id = $1 and position < $2
     order by webhooks.deliveries.position desc
     limit $3`,
};

/** $1 webhook id, $2 delivery id, $3 now. */
export const RESEND: Statement = {
  name: 'deliveries.resend',
  text: `
    update webhooks.deliveries
       set state = 'pending', attempts = 0, due_at = $3
     where webhook_id = $1 and delivery_id = $2
    returning ${DELIVERY}`,
};

/** $1 now. Indexes `deliveries_state` and `deliveries_due`. */
export const COUNT: Statement = {
  name: 'deliveries.count',
  text: `
    select (select count(*)::integer from webhooks.deliveries where state = 'pending') as pending,
           (select count(*)::integer from webhooks.deliveries where state = 'delivered') as delivered,
           (select count(*)::integer from webhooks.deliveries where state = 'failed') as failed,
           coalesce(extract(epoch from $1::timestamptz - (
             select min(due_at) from webhooks.deliveries where state = 'pending'))::float, 0) as overdue`,
};

/** $1 before, $2 limit. The block range index on `created_at`. */
export const PRUNE = pruneStatement({
  name: 'deliveries.prune',
  table: 'webhooks.deliveries',
  key: 'position',
  where: "created_at < $1 and state <> 'pending'",
});
