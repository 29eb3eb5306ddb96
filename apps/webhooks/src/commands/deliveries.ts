import {
  accepted,
  type AuditEvent,
  type DeliveryCounts,
  type DeliveryView,
  type Page,
  refused,
  type ReplayedEvents,
  type Reply,
  type RequestOf,
  type webhookCommands,
} from '@meshpair/contracts';
import type { WebhookRecord } from '@meshpair/persistence';
import { testEvent } from '../delivery/test-event.js';
import type { WebhooksContext } from '../webhooks-context.js';
import { badField, deliveryViewOf } from './webhook-view.js';

/** More is not sent again at once. */
const MOST_REPLAYED = 5_000;

const PAGE = 500;

/** The trail is in the order of commits, which is not quite that of the times. */
const OUT_OF_ORDER_MS = 60_000;

const disabled: Reply<never> = refused('invalid_transition', {
  detail: 'The webhook is disabled: enable it first',
});

/** Sends an event that tells of nothing. */
export async function testWebhook(
  context: WebhooksContext,
  { ownerId, webhookId }: RequestOf<typeof webhookCommands.testWebhook>,
): Promise<Reply<DeliveryView>> {
  const webhook = await context.webhooks.find(ownerId, webhookId);
  if (!webhook) return refused('not_found');
  if (webhook.disabledReason !== null) return disabled;
  const now = context.now();
  const due = await context.deliveries.addAgain(webhookId, [testEvent(webhook, context.newId(), now)], now);
  context.enqueue(due);
  const log = await context.deliveries.list(webhookId, { limit: PAGE });
  const made = log.find(({ id }) => id === due[0]?.id);
  return made ? accepted(deliveryViewOf(made)) : refused('not_found');
}

/** The newest first. */
export async function listDeliveries(
  { webhooks, deliveries }: WebhooksContext,
  { ownerId, webhookId, after, limit }: RequestOf<typeof webhookCommands.listDeliveries>,
): Promise<Reply<Page<DeliveryView>>> {
  if (!(await webhooks.find(ownerId, webhookId))) return refused('not_found');
  const position = after === undefined ? undefined : readCursor(after);
  if (after !== undefined && position === undefined)
    return badField('after', 'must be a nextCursor of an earlier answer');
  // One more than asked for tells whether there is a next page.
  const found = await deliveries.list(webhookId, { after: position, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = found.length > limit && last ? cursorAfter(last.position) : null;
  return accepted({ items: items.map(deliveryViewOf), nextCursor });
}

const cursorAfter = (position: string): string => Buffer.from(position).toString('base64url');

function readCursor(cursor: string): string | undefined {
  const position = Buffer.from(cursor, 'base64url').toString();
  return /^\d{1,18}$/.test(position) && cursorAfter(position) === cursor ? position : undefined;
}

export async function resendDelivery(
  context: WebhooksContext,
  { ownerId, webhookId, deliveryId }: RequestOf<typeof webhookCommands.resendDelivery>,
): Promise<Reply<DeliveryView>> {
  const webhook = await context.webhooks.find(ownerId, webhookId);
  if (!webhook) return refused('not_found');
  if (webhook.disabledReason !== null) return disabled;
  const delivery = await context.deliveries.resend(webhookId, deliveryId, context.now());
  if (!delivery) return refused('not_found');
  context.enqueue([delivery]);
  return accepted(deliveryViewOf(delivery));
}

/** Out of the trail, so that also what came while the webhook was disabled, or was not there, can be told. */
export async function replayWebhook(
  context: WebhooksContext,
  { ownerId, webhookId, since }: RequestOf<typeof webhookCommands.replayWebhook>,
): Promise<Reply<ReplayedEvents>> {
  const webhook = await context.webhooks.find(ownerId, webhookId);
  if (!webhook) return refused('not_found');
  if (webhook.disabledReason !== null) return disabled;
  const events = await eventsSince(context, webhook, new Date(since));
  if (!events.ok) return events;
  const oldestFirst = [...events.value].reverse();
  context.enqueue(await context.deliveries.addAgain(webhookId, oldestFirst, context.now()));
  return accepted({ events: oldestFirst.length });
}

/** The newest first. */
async function eventsSince(
  { readAudit }: WebhooksContext,
  webhook: WebhookRecord,
  since: Date,
): Promise<Reply<readonly AuditEvent[]>> {
  const found: AuditEvent[] = [];
  for (let after: string | undefined; ;) {
    const page = await readAudit({ ownerId: webhook.ownerId, order: 'desc', limit: PAGE, after });
    if (!page.ok) return page;
    const { items, nextCursor } = page.value;
    found.push(...items.filter((event) => isWanted(webhook, event) && new Date(event.time) >= since));
    if (found.length > MOST_REPLAYED)
      return badField('since', `must be later: more than ${MOST_REPLAYED} events have happened since then`);
    const last = items.at(-1);
    const isOver = !last || Date.parse(last.time) < since.getTime() - OUT_OF_ORDER_MS;
    if (isOver || nextCursor === null) return accepted(found);
    after = nextCursor;
  }
}

/** As what happens now is told: by the filter, and nothing of the webhook itself. */
const isWanted = ({ id, events }: WebhookRecord, { type, subject }: AuditEvent): boolean =>
  subject !== id && (events.length === 0 || events.includes(type));

export const countDeliveries = async ({ deliveries, now }: WebhooksContext): Promise<Reply<DeliveryCounts>> =>
  accepted(await deliveries.count(now()));
