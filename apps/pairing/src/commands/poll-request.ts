import { accepted, digestOf, type pairingCommands, type Reply, type RequestOf } from '@meshpair/contracts';
import { isExpired, type PairingState } from '@meshpair/domain';
import type { PairingContext } from '../pairing-context.js';

type RequestState = pairingCommands.RequestState;

/** How a request stands, for the device whose code it is; `unknown` for any other, and for another client. */
export async function pollRequest(
  context: PairingContext,
  { deviceCode, clientId }: RequestOf<typeof pairingCommands.pollRequest>,
): Promise<Reply<RequestState>> {
  const polled = await context.requests.poll(digestOf(deviceCode), clientId, context.now());
  if (!polled) return accepted({ state: 'unknown' });
  const { requestId: pairingId, isTaken } = polled;
  const state = await context.batch.decide<RequestState>({ pairingId }, (pairing, now) => {
    if (pairing) return { reply: accepted(stateOf(pairing, now)) };
    const isOver = isTaken || now > polled.expiresAt;
    return { reply: accepted({ state: isOver ? 'expired' : 'pending' }) };
  });
  const isWaiting = state.ok && state.value.state === 'pending';
  return isWaiting && polled.isTooFast ? accepted({ state: 'too_fast' }) : state;
}

function stateOf(pairing: PairingState, now: Date): RequestState {
  switch (pairing.kind) {
    case 'TokenCreated':
    case 'DeviceConnected':
      return { state: isExpired(pairing, now) ? 'expired' : 'pending' };
    case 'PinVerified':
      return { state: 'pending' };
    case 'DeviceRegistered':
      return { state: 'registered', pairingId: pairing.pairingId };
    case 'Failed':
      return { state: pairing.reason === 'expired' ? 'expired' : 'denied' };
  }
}
