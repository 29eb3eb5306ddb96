import type { ExistingDevice, IpConflictChoice } from './ip-conflict.js';
import type { MeshNode } from './mesh-node.js';
import type { ConnectingDevice, FailureReason, LiveState } from './pairing-state.js';

interface EventOf<Type extends string, Data> {
  readonly type: Type;
  readonly pairingId: string;
  readonly ownerId: string;
  /** Counts from 1 within a pairing, without a gap. */
  readonly sequence: number;
  readonly occurredAt: Date;
  /** Public facts only: never a PIN, a token or a secret. */
  readonly data: Data;
}

export type TokenCreatedEvent = EventOf<
  'TokenCreated',
  { readonly permissions: readonly string[]; readonly label?: string; readonly expiresAt: Date }
>;

export type DeviceScannedEvent = EventOf<
  'DeviceScanned',
  {
    readonly device: ConnectingDevice;
    /** The owner's devices that have its address; absent when nobody could tell. */
    readonly existingDevices?: readonly ExistingDevice[];
  }
>;

export type PinGeneratedEvent = EventOf<
  'PinGenerated',
  { readonly attemptsLeft: number; readonly expiresAt: Date }
>;

export type PinVerifiedEvent = EventOf<
  'PinVerified',
  {
    readonly nodeId: string;
    readonly sessionId: string;
    readonly device: ConnectingDevice;
    readonly permissions: readonly string[];
    /** The owner's choice about the address; absent: the policy's. */
    readonly ipConflict?: IpConflictChoice;
  }
>;

export type DeviceRegisteredEvent = EventOf<
  'DeviceRegistered',
  {
    readonly node: MeshNode;
    readonly peerTokenId: string;
    readonly sessionId: string;
    /** The node that went with it, as the owner chose. */
    readonly replacedNodeId?: string;
  }
>;

export type PairingFailedEvent = EventOf<
  'PairingFailed',
  { readonly reason: FailureReason; readonly stateAtFailure: LiveState['kind'] }
>;

export type PairingEvent =
  | TokenCreatedEvent
  | DeviceScannedEvent
  | PinGeneratedEvent
  | PinVerifiedEvent
  | DeviceRegisteredEvent
  | PairingFailedEvent;

export type PairingEventType = PairingEvent['type'];

/** A state change with the events that tell of it. A wrong PIN changes the state and tells nothing. */
export interface Transition<State> {
  readonly state: State;
  readonly events: readonly PairingEvent[];
}
