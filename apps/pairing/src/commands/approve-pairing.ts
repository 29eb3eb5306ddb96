import {
  accepted,
  type pairingCommands,
  type Reply,
  type RequestOf,
  type VerifiedPin,
} from '@meshpair/contracts';
import { approvePairing as decideApprove } from '@meshpair/domain';
import { notFound, refusal } from '../batch/decision.js';
import type { PairingContext } from '../pairing-context.js';
import { confirmDevice, confirmedAnswer, isConfirmed } from './confirm-device.js';

/** Lets a device in that shows no PIN. The same approval again gets the same answer again. */
export const approvePairing = (
  context: PairingContext,
  { pairingId, ...approval }: RequestOf<typeof pairingCommands.approvePairing>,
): Promise<Reply<VerifiedPin>> =>
  confirmDevice(context, { pairingId }, approval, (state, command) => {
    if (state?.ownerId !== approval.ownerId) return notFound;
    if (isConfirmed(state) && state.approval) return { reply: accepted(confirmedAnswer(state)) };
    const decided = decideApprove(state, command);
    if (!decided.ok) return refusal(decided.error);
    return { reply: accepted(confirmedAnswer(decided.value.state)), transition: decided.value };
  });
