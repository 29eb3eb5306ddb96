import {
  type DeliveryView,
  type FieldError,
  refused,
  type Reply,
  type WebhookView,
} from '@meshpair/contracts';
import type { DeliveryRecord, WebhookRecord } from '@meshpair/persistence';
import type { Sealing } from '../secrets/sealing.js';
import { openSecrets } from '../secrets/target-secrets.js';

/** A webhook as its owner sees it. */
export function webhookViewOf(sealing: Sealing, webhook: WebhookRecord): WebhookView {
  const { url, previous, token } = openSecrets(sealing, webhook);
  return {
    id: webhook.id,
    url,
    events: webhook.events as WebhookView['events'],
    shape: webhook.shape,
    hasToken: token !== undefined,
    enabled: webhook.disabledReason === null,
    disabledReason: webhook.disabledReason,
    failingSince: webhook.failingSince?.toISOString() ?? null,
    previousSecretUntil: previous?.until ?? null,
    createdAt: webhook.createdAt.toISOString(),
    updatedAt: webhook.updatedAt.toISOString(),
  };
}

export const deliveryViewOf = (delivery: DeliveryRecord): DeliveryView => ({
  id: delivery.id,
  eventId: delivery.eventId,
  type: delivery.type,
  state: delivery.state,
  attempts: delivery.attempts,
  nextAttemptAt: delivery.state === 'pending' ? delivery.dueAt.toISOString() : null,
  lastAttemptAt: delivery.lastAttemptAt?.toISOString() ?? null,
  status: delivery.status,
  answer: delivery.answer,
  error: delivery.error,
  lastAttempts: delivery.lastAttempts,
  createdAt: delivery.createdAt.toISOString(),
});

export const badField = (field: FieldError['field'], message: string): Reply<never> =>
  refused('invalid_request', { errors: [{ field, message }] });
