import {
  accepted,
  type pairingCommands,
  type PairingView,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { isExpired, isOpen, type OpenState } from '@meshpair/domain';
import { notFound } from '../batch/decision.js';
import type { PairingContext } from '../pairing-context.js';
import { viewOf } from '../views/pairing-view.js';
import { refusalToRead, viewFor } from '../views/reader.js';

/** One pairing, for its owner or its device. One whose time has run out says so before its failure is recorded. */
export const getPairing = (
  context: PairingContext,
  { pairingId, reader }: RequestOf<typeof pairingCommands.getPairing>,
): Promise<Reply<PairingView>> =>
  context.batch.decide<PairingView>({ pairingId }, (state, now) => {
    if (!state) return notFound;
    const error = refusalToRead(state, reader);
    if (error) return { reply: { ok: false, error } };
    return {
      reply: accepted({ ...viewFor(reader, viewOf(state)), ...(isOpen(state) && timeLeftOf(state, now)) }),
    };
  });

const timeLeftOf = (state: OpenState, now: Date): Pick<PairingView, 'expired' | 'secondsLeft'> =>
  isExpired(state, now)
    ? { expired: true }
    : { secondsLeft: Math.round((state.expiresAt.getTime() - now.getTime()) / 1000) };
