import {
  accepted,
  type Page,
  refused,
  type Reply,
  type RequestOf,
  type webhookCommands,
  type WebhookView,
  type WebhookWithSecret,
} from '@meshpair/contracts';
import { byOwner, meshEvent, WEBHOOK_CHANGES, type WebhookChange, type WebhookShape } from '@meshpair/domain';
import type { WebhookRecord, WebhookRevision } from '@meshpair/persistence';
import { readTargetUrl } from '../outbound/target-url.js';
import { makeSecret, openSecrets, sealSecrets, type TargetSecrets } from '../secrets/target-secrets.js';
import type { WebhooksContext } from '../webhooks-context.js';
import { badField, webhookViewOf } from './webhook-view.js';

/** Of one owner. */
const MOST_WEBHOOKS = 20;

/** The others are called by their URL alone. */
const TAKES_TOKEN: Readonly<Record<WebhookShape, boolean>> = {
  cloudevents: false,
  ntfy: true,
  gotify: true,
  slack: false,
  webpush: false,
};

/** What an event tells of a webhook. */
const refOf = ({
  id,
  origin,
}: Pick<WebhookRecord, 'id' | 'origin'>): { webhookId: string; origin: string } => ({
  webhookId: id,
  origin,
});

/** Refuses a URL that nothing may be sent to with `invalid_request`, and one too many with `webhook_limit`. */
export async function createWebhook(
  context: WebhooksContext,
  request: RequestOf<typeof webhookCommands.createWebhook>,
): Promise<Reply<WebhookWithSecret>> {
  const { ownerId, url, events = [], shape = 'cloudevents', secret = makeSecret(), token } = request;
  const push = pushSecretsOf(context, shape, request);
  if ('ok' in push) return push;
  const target = readTargetUrl(url, context.isAllowed);
  if ('complaint' in target) return badField('url', target.complaint);
  if (token !== undefined && !TAKES_TOKEN[shape]) return needlessToken;
  const now = context.now();
  const place = { id: context.newId(), ownerId };
  const webhook: WebhookRecord = {
    ...place,
    origin: target.url.origin,
    sealed: sealSecrets(context.sealing, { url: target.url.href, secret, token, ...push }, place),
    events,
    shape,
    disabledReason: null,
    failingSince: null,
    createdAt: now,
    updatedAt: now,
  };
  const event = meshEvent('WebhookCreated', webhook.id, byOwner(request, now), {
    ...refOf(webhook),
    shape,
    events,
  });
  const outcome = await context.webhooks.add({ after: webhook, events: [event] }, MOST_WEBHOOKS);
  if (outcome === 'too_many') return refused('webhook_limit');
  context.recorded();
  context.changed();
  return accepted({ ...webhookViewOf(context.sealing, webhook), secret });
}

/** A browser gives its keys, and no other target does. */
function pushSecretsOf(
  { vapid }: WebhooksContext,
  shape: WebhookShape,
  { push }: RequestOf<typeof webhookCommands.createWebhook>,
): Pick<TargetSecrets, 'push'> | Reply<never> {
  if (shape !== 'webpush') return push === undefined ? {} : badField('push', 'is for the shape webpush');
  if (vapid === undefined) return badField('shape', 'needs WEB_PUSH_CONTACT, which the operator sets');
  return push === undefined ? badField('push', 'is missing') : { push: { ...push, vapid } };
}

/** All of an owner's, the oldest first: there are few. */
export async function listWebhooks(
  { webhooks, sealing }: WebhooksContext,
  { ownerId }: RequestOf<typeof webhookCommands.listWebhooks>,
): Promise<Reply<Page<WebhookView>>> {
  const found = await webhooks.list(ownerId);
  return accepted({ items: found.map((webhook) => webhookViewOf(sealing, webhook)), nextCursor: null });
}

/** `not_found` for another owner's, as everywhere here. */
export async function getWebhook(
  { webhooks, sealing }: WebhooksContext,
  { ownerId, webhookId }: RequestOf<typeof webhookCommands.getWebhook>,
): Promise<Reply<WebhookView>> {
  const webhook = await webhooks.find(ownerId, webhookId);
  return webhook ? accepted(webhookViewOf(sealing, webhook)) : refused('not_found');
}

/** One that is enabled again, or gets another URL, begins without failures. */
export async function updateWebhook(
  context: WebhooksContext,
  request: RequestOf<typeof webhookCommands.updateWebhook>,
): Promise<Reply<WebhookView>> {
  const { ownerId, webhookId, url } = request;
  const target = url === undefined ? undefined : readTargetUrl(url, context.isAllowed);
  if (target && 'complaint' in target) return badField('url', target.complaint);
  const found = await context.webhooks.find(ownerId, webhookId);
  if (!found) return refused('not_found');
  if (isOtherKind(found.shape, request))
    return badField('shape', 'a browser stays one, and nothing becomes one');
  if (typeof request.token === 'string' && !TAKES_TOKEN[request.shape ?? found.shape]) return needlessToken;
  const webhook = await context.webhooks.revise(ownerId, webhookId, (before) =>
    updated(context, before, request, target?.url),
  );
  if (!webhook) return refused('not_found');
  context.recorded();
  context.changed();
  return accepted(webhookViewOf(context.sealing, webhook));
}

type Update = RequestOf<typeof webhookCommands.updateWebhook>;

/** A subscription is its browser's: its keys fit no other address. */
const isOtherKind = (known: WebhookShape, { shape = known, url }: Update): boolean =>
  known === 'webpush' ? shape !== known || url !== undefined : shape === 'webpush';

function updated(
  { sealing, now }: WebhooksContext,
  before: WebhookRecord,
  request: Update,
  url: URL | undefined,
): WebhookRevision {
  const known = openSecrets(sealing, before);
  const at = now();
  const isEnabled = before.disabledReason === null;
  const enabled = request.enabled ?? isEnabled;
  const shape = request.shape ?? before.shape;
  const secrets = { ...known, url: url?.href ?? known.url, token: tokenFor(shape, known, request) };
  const after: WebhookRecord = {
    ...before,
    origin: new URL(secrets.url).origin,
    sealed: sealSecrets(sealing, secrets, before),
    events: request.events ?? before.events,
    shape,
    disabledReason: enabled ? null : (before.disabledReason ?? 'owner'),
    updatedAt: at,
  };
  const isChanged: Readonly<Record<WebhookChange, boolean>> = {
    url: secrets.url !== known.url,
    events: after.events.toString() !== before.events.toString(),
    shape: shape !== before.shape,
    token: secrets.token !== known.token,
    enabled: enabled !== isEnabled,
    secret: false,
  };
  const changes = WEBHOOK_CHANGES.filter((change) => isChanged[change]);
  if (changes.length === 0) return { after: before, events: [] };
  const failingSince = isChanged.url || isChanged.enabled ? null : before.failingSince;
  return { after: { ...after, failingSince }, events: [changeOf(after, request, changes, at)] };
}

/** The one that is known, unless the request says otherwise or the shape has none. */
function tokenFor(shape: WebhookShape, known: TargetSecrets, { token }: Update): string | undefined {
  if (!TAKES_TOKEN[shape]) return undefined;
  return token === undefined ? known.token : (token ?? undefined);
}

const changeOf = (
  webhook: WebhookRecord,
  by: Parameters<typeof byOwner>[0],
  changes: readonly WebhookChange[],
  at: Date,
): ReturnType<typeof meshEvent<'WebhookChanged'>> =>
  meshEvent('WebhookChanged', webhook.id, byOwner(by, at), { ...refOf(webhook), changes });

/** Both secrets sign until the time of grace is over. */
export async function rotateWebhookSecret(
  context: WebhooksContext,
  request: RequestOf<typeof webhookCommands.rotateWebhookSecret>,
): Promise<Reply<WebhookWithSecret>> {
  const { ownerId, webhookId, secret = makeSecret(), graceSeconds } = request;
  const { sealing } = context;
  const webhook = await context.webhooks.revise(ownerId, webhookId, (before) => {
    const at = context.now();
    const known = openSecrets(sealing, before);
    const until = new Date(at.getTime() + graceSeconds * 1000).toISOString();
    const previous = graceSeconds > 0 ? { secret: known.secret, until } : undefined;
    const sealed = sealSecrets(sealing, { ...known, secret, previous }, before);
    const after = { ...before, sealed, updatedAt: at };
    return { after, events: [changeOf(after, request, ['secret'], at)] };
  });
  if (!webhook) return refused('not_found');
  context.recorded();
  context.changed();
  return accepted({ ...webhookViewOf(sealing, webhook), secret });
}

export async function removeWebhook(
  context: WebhooksContext,
  request: RequestOf<typeof webhookCommands.removeWebhook>,
): Promise<Reply<{ readonly removed: true }>> {
  const removed = await context.webhooks.remove(request.ownerId, request.webhookId, (webhook) =>
    meshEvent('WebhookRemoved', webhook.id, byOwner(request, context.now()), refOf(webhook)),
  );
  if (!removed) return refused('not_found');
  context.recorded();
  context.changed();
  return accepted({ removed: true });
}

const needlessToken = badField('token', 'is for the shapes ntfy and gotify');
