import type { DisabledReason, MeshEvent, WebhookShape } from '@meshpair/domain';

/** A webhook as it is kept. */
export interface WebhookRecord {
  readonly id: string;
  readonly ownerId: string;
  /** Scheme, host and port of its URL. */
  readonly origin: string;
  /** URL, secrets and token, encrypted. */
  readonly sealed: string;
  /** The types that it is told; none are all. */
  readonly events: readonly string[];
  readonly shape: WebhookShape;
  /** Null while it is enabled. */
  readonly disabledReason: DisabledReason | null;
  /** Since when it does nothing but fail. */
  readonly failingSince: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What becomes of a webhook, and what is recorded of it, in one transaction. */
export interface WebhookRevision {
  readonly after: WebhookRecord;
  readonly events: readonly MeshEvent[];
}

/** The webhooks of the owners. */
export interface Webhooks {
  /** `too_many` when the owner has `most` already. */
  add(revision: WebhookRevision, most: number): Promise<'added' | 'too_many'>;
  /** Oldest first. */
  list(ownerId: string): Promise<readonly WebhookRecord[]>;
  find(ownerId: string, webhookId: string): Promise<WebhookRecord | undefined>;
  /** Nobody else changes it between the reading and the writing. One that gets disabled gives up what is pending. */
  revise(
    ownerId: string,
    webhookId: string,
    decide: (before: WebhookRecord) => WebhookRevision,
  ): Promise<WebhookRecord | undefined>;
  /** With all its deliveries. */
  remove(
    ownerId: string,
    webhookId: string,
    recordedOf: (webhook: WebhookRecord) => MeshEvent,
  ): Promise<boolean>;
  /** Of any owner. */
  areAnyEnabled(): Promise<boolean>;
  /** Every webhook whose `sealed` does not begin so is sealed anew. Returns how many. */
  reseal(prefix: string, sealedAnew: (webhook: WebhookRecord) => string): Promise<number>;
}
