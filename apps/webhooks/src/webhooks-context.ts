import type { AuditEvent, AuditPage, pairingCommands, Reply, RequestOf } from '@meshpair/contracts';
import type { Deliveries, DueDelivery, Webhooks } from '@meshpair/persistence';
import type { MicroBatch } from '@meshpair/service';
import type { AddressCheck } from './outbound/address-check.js';
import type { Sealing } from './secrets/sealing.js';
import type { VapidDetails } from './secrets/vapid-details.js';

/** What the use cases take from the world. */
export interface WebhooksContext {
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
  readonly sealing: Sealing;
  readonly isAllowed: AddressCheck;
  /** Undefined where Web Push is off. */
  readonly vapid: VapidDetails | undefined;
  /** Makes the deliveries of events, several at a time. */
  readonly told: Pick<MicroBatch<AuditEvent, void>, 'add'>;
  /** Has the queue look at them. */
  readonly enqueue: (due: readonly DueDelivery[]) => void;
  /** Asks the pairing service, which reads the audit trail. */
  readonly readAudit: (request: RequestOf<typeof pairingCommands.readAudit>) => Promise<Reply<AuditPage>>;
  /** Something was recorded in the trail, and is to be published. */
  readonly recorded: () => void;
  /** There may be a first webhook that is enabled, or none any more. */
  readonly changed: () => void;
  readonly now: () => Date;
  readonly newId: () => string;
}

export const WEBHOOKS_CONTEXT = Symbol('WebhooksContext');
