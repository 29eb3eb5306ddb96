import {
  accepted,
  type pairingCommands,
  type PairingView,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { notFound } from '../decision.js';
import type { PairingContext } from '../pairing-context.js';
import { viewOf } from '../pairing-view.js';
import { refusalToRead } from '../reader.js';

/** One pairing, for its owner or its device. */
export const getPairing = (
  context: PairingContext,
  { pairingId, reader }: RequestOf<typeof pairingCommands.getPairing>,
): Promise<Reply<PairingView>> =>
  context.unit.decide<PairingView>({ pairingId }, (state) => {
    if (!state) return notFound;
    const error = refusalToRead(state, reader);
    return { reply: error ? { ok: false, error } : accepted(viewOf(state)) };
  });
