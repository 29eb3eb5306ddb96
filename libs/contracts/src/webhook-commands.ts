import { z } from 'zod';
import {
  ALL_EVENT_TYPES,
  DELIVERY_STATES,
  DISABLED_REASONS,
  LOGGED_ATTEMPTS,
  WEBHOOK_SHAPES,
} from '@meshpair/domain';
import { command } from './command.js';
import { Cursor, Id, Timestamp } from './fields.js';
import { ByOwner } from './registry-commands.js';
import { Health } from './reply.js';
import { pageOf } from './views.js';

export const WEBHOOKS_QUEUE = 'webhooks';

const Shape = z.enum(WEBHOOK_SHAPES);

/** Which types of event are told; none named are all. */
const EventFilter = z
  .array(z.enum(ALL_EVENT_TYPES))
  .max(ALL_EVENT_TYPES.length)
  .refine((types) => new Set(types).size === types.length, 'must not repeat a type');

/** Whether it may be sent to is for the webhooks service to say. */
const TargetUrl = z.string().min(1).max(2_048);

/** What ntfy calls an access token, and Gotify an application's: it goes into a header. */
const TargetToken = z.string().regex(/^[\x21-\x7e]{1,512}$/, 'must be 1 to 512 visible ASCII characters');

/** What a browser makes for a subscription (Push API): the point of its key (P-256) and its secret, as base64url. */
const PushKeys = z.strictObject({
  p256dh: z.string().regex(/^B[A-Za-z0-9_-]{86}$/, 'must be an uncompressed P-256 point as base64url'),
  auth: z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be 16 bytes as base64url'),
});

const BYTES = { least: 24, most: 64 } as const;

/** Standard Webhooks: `whsec_`, and the base64 of 24 to 64 random bytes. */
export const WebhookSecret = z.string().refine((text) => {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length >= BYTES.least && bytes.length <= BYTES.most && bytes.toString('base64') === base64;
}, `must be whsec_ and the base64 of ${BYTES.least} to ${BYTES.most} bytes`);

export const CreateWebhookBody = z.strictObject({
  url: TargetUrl,
  events: EventFilter.optional(),
  shape: Shape.optional(),
  /** Made unless given. */
  secret: WebhookSecret.optional(),
  token: TargetToken.optional(),
  /** For `webpush`, whose URL is the endpoint of the subscription. */
  push: PushKeys.optional(),
});
export type CreateWebhookBody = z.infer<typeof CreateWebhookBody>;

/** A null token takes it away. */
export const UpdateWebhookBody = z
  .strictObject({
    url: TargetUrl.optional(),
    events: EventFilter.optional(),
    shape: Shape.optional(),
    token: TargetToken.nullable().optional(),
    enabled: z.boolean().optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    message: 'give url, events, shape, token or enabled',
  });
export type UpdateWebhookBody = z.infer<typeof UpdateWebhookBody>;

const DAY_SECONDS = 86_400;

/** For so long both secrets sign. */
export const RotateWebhookSecretBody = z.strictObject({
  secret: WebhookSecret.optional(),
  graceSeconds: z
    .int()
    .min(0)
    .max(7 * DAY_SECONDS)
    .default(DAY_SECONDS),
});
export type RotateWebhookSecretBody = z.infer<typeof RotateWebhookSecretBody>;

/** Whatever has happened since then is told again. */
export const ReplayWebhookBody = z.strictObject({ since: Timestamp });
export type ReplayWebhookBody = z.infer<typeof ReplayWebhookBody>;

/** A webhook as its owner sees it: without its secret and its token. */
export const WebhookView = z
  .object({
    id: Id,
    url: z.string(),
    events: EventFilter.readonly(),
    shape: Shape,
    hasToken: z.boolean(),
    enabled: z.boolean(),
    disabledReason: z.enum(DISABLED_REASONS).nullable(),
    /** Since when it does nothing but fail. */
    failingSince: Timestamp.nullable(),
    /** Until when the secret before this one signs too. */
    previousSecretUntil: Timestamp.nullable(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Webhook' });
export type WebhookView = z.infer<typeof WebhookView>;

/** The same with its secret: shown when it was made, and never again. */
export const WebhookWithSecret = WebhookView.extend({ secret: z.string() }).meta({ id: 'WebhookWithSecret' });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

/** What came of one attempt: the status that the target answered, or why there was no answer. */
const DeliveryAttempt = z
  .object({ at: Timestamp, status: z.int().nullable(), error: z.string().nullable() })
  .meta({ id: 'WebhookDeliveryAttempt' });

/** One event on its way to one webhook, and what came of its attempts. */
export const DeliveryView = z
  .object({
    id: Id,
    /** The `webhook-id`: the same whenever this event is sent to this webhook. */
    eventId: z.string(),
    type: z.string(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    /** Of one that is pending. */
    nextAttemptAt: Timestamp.nullable(),
    lastAttemptAt: Timestamp.nullable(),
    /** What the target answered: its status and how its body begins. */
    status: z.int().nullable(),
    answer: z.string().nullable(),
    /** Why there was no answer. */
    error: z.string().nullable(),
    /** The oldest first, also of before it was sent again; the newest 20. */
    lastAttempts: z.array(DeliveryAttempt).max(LOGGED_ATTEMPTS).readonly(),
    createdAt: Timestamp,
  })
  .meta({ id: 'WebhookDelivery' });
export type DeliveryView = z.infer<typeof DeliveryView>;

const OfWebhook = ByOwner.extend({ webhookId: Id });
const OfDelivery = OfWebhook.extend({ deliveryId: Id });

/** What browsers subscribe by (RFC 8292, `applicationServerKey`); null where the operator has not turned Web Push on. */
export const PushKey = z.object({ publicKey: z.string().nullable() }).meta({ id: 'PushKey' });
export type PushKey = z.infer<typeof PushKey>;

export const readPushKey = command('webhooks.push-key', z.strictObject({}), PushKey);

/** Refuses with `webhook_limit`, and a URL that nothing may be sent to with `invalid_request`. */
export const createWebhook = command(
  'webhooks.create',
  ByOwner.extend(CreateWebhookBody.shape),
  WebhookWithSecret,
);

export const listWebhooks = command('webhooks.list', z.strictObject({ ownerId: Id }), pageOf(WebhookView));

export const getWebhook = command('webhooks.get', OfWebhook, WebhookView);

export const updateWebhook = command(
  'webhooks.update',
  OfWebhook.extend(UpdateWebhookBody.shape),
  WebhookView,
);

export const removeWebhook = command('webhooks.remove', OfWebhook, z.object({ removed: z.literal(true) }));

export const rotateWebhookSecret = command(
  'webhooks.rotate',
  OfWebhook.extend(RotateWebhookSecretBody.shape),
  WebhookWithSecret,
);

/** Sends an event that has not happened, to see whether it arrives. */
export const testWebhook = command('webhooks.test', OfWebhook, DeliveryView);

/** The newest first; they are kept for 30 days. */
export const listDeliveries = command(
  'webhooks.deliveries',
  OfWebhook.extend({ after: Cursor.optional(), limit: z.int().min(1).max(500) }),
  pageOf(DeliveryView),
);

/** Begins again with the first attempt. Refuses a disabled webhook with `invalid_transition`, as `replay` does. */
export const resendDelivery = command('webhooks.resend', OfDelivery, DeliveryView);

export const ReplayedEvents = z.object({ events: z.int() });
export type ReplayedEvents = z.infer<typeof ReplayedEvents>;

/** Sends again what has happened since a time, out of the audit trail. */
export const replayWebhook = command(
  'webhooks.replay',
  OfWebhook.extend(ReplayWebhookBody.shape),
  ReplayedEvents,
);

export const DeliveryCounts = z.object({
  counts: z.record(z.enum(DELIVERY_STATES), z.int()),
  /** How long the longest overdue delivery waits. */
  overdueSeconds: z.number(),
});
export type DeliveryCounts = z.infer<typeof DeliveryCounts>;

/** What there is in the log of deliveries, over all owners: for the metrics. */
export const countDeliveries = command('webhooks.count', z.strictObject({}), DeliveryCounts);

/** Whether a replica of the service can work. */
export const checkHealth = command('webhooks.health', z.strictObject({}), Health);
