import type { Statement } from '../statement.js';

const WEBHOOK = `
  webhook_id as "id", owner_id as "ownerId", origin, sealed, events, shape,
  disabled_reason as "disabledReason", failing_since as "failingSince",
  created_at as "createdAt", updated_at as "updatedAt"`;

/** $1 owner id. Those who add to one owner's webhooks wait for each other. */
export const LOCK_OWNER: Statement = {
  name: 'webhooks.lock_owner',
  text: `select pg_advisory_xact_lock(hashtextextended('webhooks ' || $1, 0))`,
};

/** $1 owner id. */
export const COUNT: Statement = {
  name: 'webhooks.count',
  text: `select count(*)::integer as count from webhooks.targets where owner_id = $1`,
};

/** $1–$10 the columns in their order. */
export const ADD: Statement = {
  name: 'webhooks.add',
  text: `
    insert into webhooks.targets
      (webhook_id, owner_id, origin, sealed, events, shape, disabled_reason, failing_since, created_at, updated_at,
       enabled_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9)`,
};

/** $1 owner id. */
export const LIST: Statement = {
  name: 'webhooks.list',
  text: `select ${WEBHOOK} from webhooks.targets where owner_id = $1 order by webhook_id`,
};

/** $1 owner id, $2 webhook id. */
export const FIND: Statement = {
  name: 'webhooks.find',
  text: `select ${WEBHOOK} from webhooks.targets where owner_id = $1 and webhook_id = $2`,
};

/** As `FIND`; deliveries may still be added meanwhile. */
export const LOCK: Statement = {
  name: 'webhooks.lock',
  text: `${FIND.text} for no key update`,
};

/** $1 webhook id, $2 origin, $3 sealed, $4 events, $5 shape, $6 disabled reason, $7 failing since, $8 updated at. */
export const UPDATE: Statement = {
  name: 'webhooks.update',
  text: `
    update webhooks.targets
       set origin = $2, sealed = $3, events = $4, shape = $5, disabled_reason = $6, failing_since = $7,
           updated_at = $8,
           enabled_at = case when disabled_reason is not null and $6::text is null then $8 else enabled_at end
     where webhook_id = $1`,
};

/** $1 webhook id. */
export const GIVE_UP: Statement = {
  name: 'webhooks.give_up',
  text: `
    update webhooks.deliveries
       set state = 'failed', leased_until = null, error = coalesce(error, 'the webhook was disabled')
     where webhook_id = $1 and state = 'pending'`,
};

/** $1 owner id, $2 webhook id. */
export const REMOVE: Statement = {
  name: 'webhooks.remove',
  text: `delete from webhooks.targets where owner_id = $1 and webhook_id = $2 returning ${WEBHOOK}`,
};

/** There are few webhooks: no index. */
export const ARE_ANY_ENABLED: Statement = {
  name: 'webhooks.are_any_enabled',
  text: `select exists (select from webhooks.targets where disabled_reason is null) as "areAny"`,
};

/** $1 how the current ones begin, $2 after this id, $3 limit. */
export const SEALED_BEFORE: Statement = {
  name: 'webhooks.sealed_before',
  text: `
    select ${WEBHOOK}
      from webhooks.targets
     where webhook_id > $2 and not starts_with(sealed, $1)
     order by webhook_id
     limit $3`,
};

/** $1 webhook id, $2 sealed before, $3 sealed now. Whoever changed it meanwhile has sealed it anew. */
export const RESEAL: Statement = {
  name: 'webhooks.reseal',
  text: `update webhooks.targets set sealed = $3 where webhook_id = $1 and sealed = $2`,
};

/** $1 the events as a JSON array, in order. */
export const RECORD: Statement = {
  name: 'webhooks.record',
  text: `select registry.record_webhook_events($1::json)`,
};
