/** How a delivery is written: a signed CloudEvent, a line of text as these services take it, or a browser's notification. */
export const WEBHOOK_SHAPES = ['cloudevents', 'ntfy', 'gotify', 'slack', 'webpush'] as const;
export type WebhookShape = (typeof WEBHOOK_SHAPES)[number];

/** Why nothing is sent: the target said that it is gone (410), nothing but failed for days, or its owner wants it so. */
export const DISABLED_REASONS = ['gone', 'failing', 'owner'] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** What may change of a webhook, as its event names it. */
export const WEBHOOK_CHANGES = ['url', 'events', 'shape', 'token', 'enabled', 'secret'] as const;
export type WebhookChange = (typeof WEBHOOK_CHANGES)[number];
