import { accepted, type Reply } from '@meshpair/contracts';
import {
  type DeviceRegistered,
  type DeviceRegisteredEvent,
  type Expired,
  type Failed,
  failPairing,
  isRegistrationFailure,
  type PairingFailedEvent,
  type PairingState,
  refuse,
  registerDevice,
  type Result,
  type Transition,
  type WrongState,
  wrongState,
} from '@meshpair/domain';
import { notFound, refusal } from '../batch/decision.js';
import type { PairingContext } from '../pairing-context.js';

export type RegistryEvent = DeviceRegisteredEvent | PairingFailedEvent;

/**
 * Moves a pairing as the registry has decided. The same event again is accepted and changes nothing.
 * Refused with `not_found` when the pairing was purged, `invalid_transition` when its state does not fit.
 */
export const followRegistration = (context: PairingContext, event: RegistryEvent): Promise<Reply<null>> =>
  context.batch.decide<null>({ pairingId: event.pairingId }, (state) => {
    if (!state) return notFound;
    if (hasFollowed(state, event)) return { reply: accepted(null) };
    const decided = decideOn(state, event);
    if (!decided.ok) return refusal(decided.error);
    return { reply: accepted(null), transition: decided.value, eventsArePublished: true };
  });

const hasFollowed = (state: PairingState, event: RegistryEvent): boolean =>
  state.sequence === event.sequence &&
  (event.type === 'DeviceRegistered'
    ? state.kind === 'DeviceRegistered'
    : state.kind === 'Failed' && state.reason === event.data.reason);

function decideOn(
  state: PairingState,
  event: RegistryEvent,
): Result<Transition<DeviceRegistered | Failed>, Expired | WrongState> {
  if (event.type === 'DeviceRegistered') {
    const { node, peerTokenId, replacedNodeId } = event.data;
    return registerDevice(state, { node, peerTokenId, replacedNodeId, registeredAt: event.occurredAt });
  }
  const { reason } = event.data;
  return isRegistrationFailure(reason)
    ? failPairing(state, reason, event.occurredAt)
    : refuse(wrongState(state));
}
