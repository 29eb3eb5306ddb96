import type { FailureReason } from './failure-reason.js';
import type { ExistingDevice, IpConflictChoice } from './ip-conflict.js';
import { type Actor, MESH_EVENT_TYPES, type MeshEvent } from './mesh-event.js';
import type { MeshNode } from './mesh-node.js';
import type { Approval, ConnectingDevice, LiveState } from './pairing-state.js';

/** What can happen to a pairing, in its order. The only list of them: whatever speaks of events derives from it. */
export const EVENT_TYPES = [
  'TokenCreated',
  'DeviceScanned',
  'PinGenerated',
  'PinVerified',
  'DeviceRegistered',
  'PairingFailed',
] as const;

export type PairingEventType = (typeof EVENT_TYPES)[number];

/** Everything that an owner's audit trail can tell. */
export const ALL_EVENT_TYPES = [...EVENT_TYPES, ...MESH_EVENT_TYPES] as const;

export type EventType = (typeof ALL_EVENT_TYPES)[number];

/**
 * What each event tells. Public facts only: never a PIN, a token or a secret, nor a digest that a secret could be guessed
 * by; that of a claim secret, 256 random bits, tells nothing.
 */
interface EventData {
  readonly TokenCreated: {
    readonly permissions: readonly string[];
    readonly label?: string;
    readonly expiresAt: Date;
    /** Set for one that the owner approves without a PIN. */
    readonly approval?: Approval;
    readonly setupKeyId?: string;
  };
  readonly DeviceScanned: {
    readonly device: ConnectingDevice;
    /** The owner's devices that have its address; absent when nobody could tell. */
    readonly existingDevices?: readonly ExistingDevice[];
  };
  /** Not of a pairing without a PIN. */
  readonly PinGenerated: { readonly attemptsLeft: number; readonly expiresAt: Date };
  readonly PinVerified: {
    readonly nodeId: string;
    readonly sessionId: string;
    readonly device: ConnectingDevice;
    readonly permissions: readonly string[];
    /** By which the registry knows the device when it claims; absent in events of before. */
    readonly claimDigest?: string;
    /** The owner's choice about the address; absent: the policy's. */
    readonly ipConflict?: IpConflictChoice;
    /** Set where the owner has approved, and no PIN was asked for. */
    readonly approval?: Approval;
    /** The setup key that the device has come with: it is used when the device is registered. */
    readonly setupKeyId?: string;
  };
  readonly DeviceRegistered: {
    readonly node: MeshNode;
    readonly peerTokenId: string;
    readonly sessionId: string;
    /** The node that went with it, as the owner chose. */
    readonly replacedNodeId?: string;
  };
  readonly PairingFailed: { readonly reason: FailureReason; readonly stateAtFailure: LiveState['kind'] };
}

interface EventOf<Type extends PairingEventType> {
  readonly type: Type;
  readonly pairingId: string;
  readonly ownerId: string;
  /** Counts from 1 within a pairing, without a gap. */
  readonly sequence: number;
  readonly occurredAt: Date;
  /** What an owner has done; absent for the steps of others, and in events of before. */
  readonly actor?: Actor;
  readonly data: EventData[Type];
}

export type TokenCreatedEvent = EventOf<'TokenCreated'>;
export type DeviceScannedEvent = EventOf<'DeviceScanned'>;
export type PinGeneratedEvent = EventOf<'PinGenerated'>;
export type PinVerifiedEvent = EventOf<'PinVerified'>;
export type DeviceRegisteredEvent = EventOf<'DeviceRegistered'>;
export type PairingFailedEvent = EventOf<'PairingFailed'>;

export type PairingEvent = { [Type in PairingEventType]: EventOf<Type> }[PairingEventType];

/** A state change with the events that tell of it. */
export interface Transition<State> {
  readonly state: State;
  /** The steps of the pairing. */
  readonly events: readonly PairingEvent[];
  /** What was tried and is no step: it has no number among them. */
  readonly attempts?: readonly MeshEvent[];
}
