import { accepted, type PairingView, type Reply } from '@meshpair/contracts';
import { failPairing } from '@meshpair/domain';
import { notFound, refusal } from '../batch/decision.js';
import type { PairingContext } from '../pairing-context.js';
import { viewOf } from '../views/pairing-view.js';

/** The owner ends an open pairing; too late once the PIN was verified. */
export const endPairing = (
  context: PairingContext,
  { ownerId, pairingId }: { readonly ownerId: string; readonly pairingId: string },
  reason: 'denied' | 'cancelled',
): Promise<Reply<PairingView>> =>
  context.batch.decide<PairingView>({ pairingId }, (state, now) => {
    if (state?.ownerId !== ownerId) return notFound;
    const decided = failPairing(state, reason, now);
    if (!decided.ok) return refusal(decided.error);
    return { reply: accepted(viewOf(decided.value.state)), transition: decided.value };
  });
