import type { ToldEvent } from '@meshpair/persistence';

/** Nothing has happened: in no trail, and in no list of types. */
export const TEST_TYPE = 'WebhookTest';

/** A CloudEvent to see whether it arrives. */
export const testEvent = (
  webhook: { readonly id: string; readonly ownerId: string },
  id: string,
  now: Date,
): ToldEvent & Readonly<Record<string, unknown>> => ({
  specversion: '1.0',
  id: `test.${id}`,
  source: '/meshpair/webhooks',
  type: TEST_TYPE,
  subject: webhook.id,
  time: now.toISOString(),
  datacontenttype: 'application/json',
  ownerid: webhook.ownerId,
  data: { webhookId: webhook.id },
});
