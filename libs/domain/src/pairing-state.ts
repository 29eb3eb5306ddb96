import type { FailureReason } from './failure-reason.js';
import type { ExistingDevice, IpConflictChoice } from './ip-conflict.js';
import type { MeshNode } from './mesh-node.js';

/** What the device says of itself, with the address that the gateway saw. */
export interface ConnectingDevice {
  readonly name: string;
  readonly ip: string;
  readonly platform?: string;
  readonly port?: number;
  /** Set when the device has been a node before. */
  readonly nodeId?: string;
  readonly publicKey?: string;
  /** Set when the device has proven that it holds the key's private half. */
  readonly keyProven?: boolean;
}

/** Who may come in without a PIN, if the owner approves it: the bearer of a setup key that asks, and a program that shows a code alone (RFC 8628). */
export const APPROVALS = ['setup_key', 'device_code'] as const;
export type Approval = (typeof APPROVALS)[number];

/** A code that is typed may have come by mail, from who wants in (BCP 247 §4.1): from another network it is refused unless allowed. */
export const OTHER_NETWORK = ['allowed', 'refused'] as const;
export type OtherNetwork = (typeof OTHER_NETWORK)[number];

/** What an owner allows of codes that devices show. Neither unless it says so. */
export interface DeviceCodeRule {
  /** Of devices in another network than the console where the code is typed. */
  readonly otherNetworks: boolean;
  /** A link with the code in it fills the console's field. */
  readonly fillFromLink: boolean;
}

interface Pairing {
  readonly pairingId: string;
  readonly ownerId: string;
  /** SHA-256 of the join token, base64url. */
  readonly tokenDigest: string;
  /** Keyed HMAC-SHA-256 of the code that may be typed instead of the token, base64url; absent where none was shown. */
  readonly codeDigest?: string;
  /** Scope strings granted to the device, `mesh:read` for example. */
  readonly permissions: readonly string[];
  readonly label?: string;
  /** The setup key that its device has come with, where that asks the owner. */
  readonly setupKeyId?: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** The sequence of the last event of this pairing; counts from 1. */
  readonly sequence: number;
}

interface Connection {
  readonly device: ConnectingDevice;
  /** SHA-256 of the claim secret, base64url. */
  readonly claimDigest: string;
  readonly connectedAt: Date;
  /** Set once another device has tried the same token. */
  readonly contested?: boolean;
  /** The owner's devices that had its address when it connected; absent when nobody could tell. */
  readonly existingDevices?: readonly ExistingDevice[];
  /** Set when it asked from another network than that where its code was typed, and whether its owner allows that. */
  readonly otherNetwork?: OtherNetwork;
}

interface ByPin {
  /** Keyed HMAC-SHA-256 of the PIN, base64url. */
  readonly pinDigest: string;
  readonly attemptsLeft: number;
  readonly approval?: undefined;
}

/** There is no PIN, and none can be typed. */
interface ByApproval {
  readonly approval: Approval;
  readonly pinDigest?: undefined;
  readonly attemptsLeft?: undefined;
}

/** What the owner confirms the device by: fixed when the device comes. */
type Confirmation = ByPin | ByApproval;

interface Verification {
  readonly deviceNodeId: string;
  readonly sessionId: string;
  readonly verifiedAt: Date;
  /** The owner's choice about the address; absent: the policy's. */
  readonly ipConflict?: IpConflictChoice;
}

export interface TokenCreated extends Pairing {
  readonly kind: 'TokenCreated';
}

interface Connected extends Pairing, Connection {
  readonly kind: 'DeviceConnected';
}

export type PinConnected = Connected & ByPin;
export type ApprovalAsked = Connected & ByApproval;
export type DeviceConnected = PinConnected | ApprovalAsked;

interface Verified extends Pairing, Connection, Verification {
  readonly kind: 'PinVerified';
}

/** Confirmed: by its PIN, or by an approval where there is none. */
export type PinVerified = Verified & Confirmation;

interface Registered extends Pairing, Connection, Verification {
  readonly kind: 'DeviceRegistered';
  readonly node: MeshNode;
  readonly peerTokenId: string;
  readonly registeredAt: Date;
}

export type DeviceRegistered = Registered & Confirmation;

export interface Failed extends Pairing {
  readonly kind: 'Failed';
  readonly reason: FailureReason;
  readonly stateAtFailure: LiveState['kind'];
  readonly failedAt: Date;
  /** Kept so that the device can still read how its pairing ended. */
  readonly claimDigest?: string;
  readonly device?: ConnectingDevice;
  readonly contested?: boolean;
}

/** A pairing that may still move on. */
export type LiveState = TokenCreated | DeviceConnected | PinVerified;

/** A pairing that waits for the device or the owner: it can expire, be denied or be cancelled. */
export type OpenState = TokenCreated | DeviceConnected;

export type PairingState = LiveState | DeviceRegistered | Failed;

/** The states that may still move on. */
export const LIVE_KINDS = [
  'TokenCreated',
  'DeviceConnected',
  'PinVerified',
] as const satisfies readonly LiveState['kind'][];

export const PAIRING_KINDS = [
  ...LIVE_KINDS,
  'DeviceRegistered',
  'Failed',
] as const satisfies readonly PairingState['kind'][];

export type PairingKind = PairingState['kind'];

export const isOpen = (state: PairingState): state is OpenState =>
  state.kind === 'TokenCreated' || state.kind === 'DeviceConnected';

/** `now > expiresAt` for an open pairing; `PinVerified` and `DeviceRegistered` never expire; `Failed` always has. */
export function isExpired(state: PairingState, now: Date): boolean {
  if (state.kind === 'Failed') return true;
  return isOpen(state) && now.getTime() > state.expiresAt.getTime();
}

/** When a pairing last changed its kind. */
export function changedAt(state: PairingState): Date {
  switch (state.kind) {
    case 'TokenCreated':
      return state.createdAt;
    case 'DeviceConnected':
      return state.connectedAt;
    case 'PinVerified':
      return state.verifiedAt;
    case 'DeviceRegistered':
      return state.registeredAt;
    case 'Failed':
      return state.failedAt;
  }
}
