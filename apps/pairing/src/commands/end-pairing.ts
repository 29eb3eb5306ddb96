import {
  accepted,
  type pairingCommands,
  type PairingView,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { failPairing, ownerBy } from '@meshpair/domain';
import { notFound, refusal } from '../batch/decision.js';
import type { PairingContext } from '../pairing-context.js';
import { viewOf } from '../views/pairing-view.js';

/** The owner ends an open pairing; too late once the PIN was verified. */
export const endPairing = (
  context: PairingContext,
  { ownerId, pairingId, ...by }: RequestOf<typeof pairingCommands.denyPairing>,
  reason: 'denied' | 'cancelled',
): Promise<Reply<PairingView>> =>
  context.batch.decide<PairingView>({ pairingId }, (state, now) => {
    if (state?.ownerId !== ownerId) return notFound;
    const decided = failPairing(state, reason, now, ownerBy(by));
    if (!decided.ok) return refusal(decided.error);
    return { reply: accepted(viewOf(decided.value.state)), transition: decided.value };
  });
