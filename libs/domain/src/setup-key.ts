import {
  type Candidate,
  canRegisterDevice,
  type ExistingNodes,
  type NodeChanges,
} from './can-register-device.js';
import type { MeshNode } from './mesh-node.js';

/** What becomes of a device whose address others have: nobody is there to be asked. */
export const SETUP_KEY_CONFLICTS = ['allow', 'reject'] as const;

/** What a setup key gives to the devices that join with it. */
export interface SetupKey {
  readonly permissions: readonly string[];
  readonly tags: readonly string[];
  /** Devices that it lets in at most, and those that it has let in. */
  readonly uses: number;
  readonly used: number;
  readonly expiresAt: Date;
  /** It is revoked, or the owner key that it was made with has ended. */
  readonly hasEnded: boolean;
  /** For how long a device that has joined with it may be unseen; absent: it stays. */
  readonly ephemeralSeconds?: number;
  /** Each device waits for the owner. */
  readonly asksOwner: boolean;
  readonly onIpConflict: (typeof SETUP_KEY_CONFLICTS)[number];
}

const hasEnded = (key: SetupKey, now: Date): boolean => key.hasEnded || now >= key.expiresAt;
const isUsedUp = ({ used, uses }: SetupKey): boolean => used >= uses;

/** Whether it lets another device in. */
export const isLiveSetupKey = (key: SetupKey, now: Date): boolean => !hasEnded(key, now) && !isUsedUp(key);

/** How long a node may be unseen: one that is there says so more often than every five minutes. */
export const EPHEMERAL_SECONDS = { min: 600, max: 90 * 86_400 } as const;

/** A device that brings its own key, proven, and perhaps a setup key. */
export interface Joining extends Candidate {
  readonly publicKey: string;
}

/** The nodes that the decision is about, without one of the device's own id. */
export interface NodesOfJoin extends Omit<ExistingNodes, 'sameId'> {
  /** The node that has proven the device's key. */
  readonly own?: MeshNode | undefined;
  /** The device has used this setup key before, and has not gone by itself. */
  readonly hasUsedKey: boolean;
}

export type JoinDecision =
  | { readonly kind: 'Join' }
  /** The device waits for its owner, as one that has scanned a code. */
  | { readonly kind: 'AskOwner' }
  /** It is a node already, and gets new tokens: no setup key is used. */
  | { readonly kind: 'Return'; readonly changes: NodeChanges }
  | { readonly kind: 'NodeRemoved' }
  | { readonly kind: 'SetupKeyEnded' }
  | { readonly kind: 'SetupKeyUsedUp' }
  | { readonly kind: 'IpConflict'; readonly ip: string }
  | { readonly kind: 'DeviceLimitReached'; readonly limit: number };

/**
 * Decides what becomes of a device that joins without a code. Its own key is enough for the node that has proven it; a
 * device that its owner has removed comes back neither by that nor by the setup key that it has used.
 */
export function decideJoin(
  joining: Joining,
  key: SetupKey | undefined,
  { own, hasUsedKey, ...nodes }: NodesOfJoin,
  { deviceLimit, now }: { readonly deviceLimit: number; readonly now: Date },
): JoinDecision {
  if (own && own.removalId === undefined) return { kind: 'Return', changes: changesOnReturn(own, joining) };
  if (own || hasUsedKey || !key) return { kind: 'NodeRemoved' };
  if (hasEnded(key, now)) return { kind: 'SetupKeyEnded' };
  if (isUsedUp(key)) return { kind: 'SetupKeyUsedUp' };
  const decided = canRegisterDevice(joining, nodes, { ipConflict: key.onIpConflict, deviceLimit });
  if (decided.kind === 'IpConflict') return { kind: 'IpConflict', ip: decided.ip };
  if (decided.kind === 'DeviceLimitReached') return decided;
  return { kind: key.asksOwner ? 'AskOwner' : 'Join' };
}

/** Where it is may have changed; what it is called and may do is its owner's to say. */
const changesOnReturn = (
  own: MeshNode,
  { ip, port = own.port, platform = own.platform }: Joining,
): NodeChanges => ({ ip, ...(port !== undefined && { port }), ...(platform !== undefined && { platform }) });

/** Whether an ephemeral node has been unseen for longer than it may be. */
export const isGone = ({ ephemeralSeconds, lastSeenAt, createdAt }: MeshNode, now: Date): boolean =>
  ephemeralSeconds !== undefined &&
  now.getTime() > (lastSeenAt ?? createdAt).getTime() + ephemeralSeconds * 1000;
