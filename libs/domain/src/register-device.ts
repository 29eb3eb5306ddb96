import type { MeshNode } from './mesh-node.js';
import type { DeviceRegisteredEvent, Transition } from './pairing-event.js';
import type { DeviceRegistered, PairingState } from './pairing-state.js';
import { type WrongState, wrongState } from './refusal.js';
import { ok, refuse, type Result } from './result.js';

export interface RegisterDevice {
  readonly node: MeshNode;
  readonly peerTokenId: string;
  readonly registeredAt: Date;
  /** The node that went with it, as the owner chose. */
  readonly replacedNodeId?: string | undefined;
}

/** The registry has written the node and its tokens: the pairing is done. Only a `PinVerified` pairing gets here. */
export function registerDevice(
  state: PairingState,
  { node, peerTokenId, registeredAt, replacedNodeId }: RegisterDevice,
): Result<Transition<DeviceRegistered>, WrongState> {
  if (state.kind !== 'PinVerified') return refuse(wrongState(state));
  const registered: DeviceRegistered = {
    ...state,
    kind: 'DeviceRegistered',
    sequence: state.sequence + 1,
    node,
    peerTokenId,
    registeredAt,
  };
  const event: DeviceRegisteredEvent = {
    type: 'DeviceRegistered',
    pairingId: state.pairingId,
    ownerId: state.ownerId,
    sequence: registered.sequence,
    occurredAt: registeredAt,
    data: {
      node,
      peerTokenId,
      sessionId: state.sessionId,
      ...(replacedNodeId !== undefined && { replacedNodeId }),
    },
  };
  return ok({ state: registered, events: [event] });
}
