import { type IpConflictChoice, settleIpConflict } from './ip-conflict.js';
import type { MeshNode } from './mesh-node.js';

/** The nodes that the decision is about; never the owner's whole list. */
export interface ExistingNodes {
  /** The stored node with the device's id, if any. */
  readonly sameId?: MeshNode;
  /** The owner's other nodes at the device's address. */
  readonly sameIp: readonly MeshNode[];
  /** How many device nodes the owner has; the host is not counted. */
  readonly deviceCount: number;
}

export interface RegistrationPolicy {
  readonly ipConflict: 'reject' | 'allow';
  readonly deviceLimit: number;
}

/** The device that asks to become a node. */
export interface Candidate {
  readonly nodeId: string;
  readonly name: string;
  readonly ip: string;
  readonly port?: number;
  readonly platform?: string;
  readonly publicKey?: string;
  /** Set when the device has proven that it holds the key's private half. */
  readonly keyProven?: boolean;
  readonly permissions: readonly string[];
}

export type NodeChanges = Partial<
  Pick<MeshNode, 'name' | 'ip' | 'port' | 'platform' | 'publicKey' | 'keyProven' | 'permissions'>
>;

interface Replacing {
  /** The device at the same address that goes when this one comes. */
  readonly replaced?: MeshNode;
}

export type RegistrationDecision =
  | ({ readonly kind: 'RegisterNew' } & Replacing)
  | ({ readonly kind: 'UpdateExisting'; readonly changes: NodeChanges } & Replacing)
  | { readonly kind: 'IpConflict'; readonly existingDevice: MeshNode; readonly ip: string }
  | { readonly kind: 'DeviceLimitReached'; readonly limit: number }
  | { readonly kind: 'IdentityMismatch' };

/**
 * Decides what becomes of a verified device. A known node id is updated, if it proves the stored key;
 * a new one is registered if its address is free (the host's own never conflicts) and the limit allows it. The owner's
 * choice about the address counts before the policy's; a device that is replaced does not count for the limit.
 */
export function canRegisterDevice(
  candidate: Candidate,
  existing: ExistingNodes,
  policy: RegistrationPolicy,
  choice: IpConflictChoice = { action: policy.ipConflict },
): RegistrationDecision {
  const { sameId } = existing;
  if (sameId && !isSameDevice(sameId, candidate)) return { kind: 'IdentityMismatch' };

  const others = existing.sameIp.filter((node) => node.id !== candidate.nodeId && node.role !== 'host');
  const { conflict, replaced } = settleIpConflict(others, choice);
  if (conflict) return { kind: 'IpConflict', existingDevice: conflict, ip: candidate.ip };
  const replacing = replaced && { replaced };
  if (sameId) return { kind: 'UpdateExisting', changes: changesTo(sameId, candidate), ...replacing };
  if (existing.deviceCount - (replaced ? 1 : 0) >= policy.deviceLimit) {
    return { kind: 'DeviceLimitReached', limit: policy.deviceLimit };
  }
  return { kind: 'RegisterNew', ...replacing };
}

/** Nobody becomes the host by pairing. A node with a key stays bound to it, and proves it again once it has proven it. */
const isSameDevice = (stored: MeshNode, candidate: Candidate): boolean =>
  stored.role !== 'host' &&
  (stored.publicKey === undefined || stored.publicKey === candidate.publicKey) &&
  (stored.keyProven !== true || candidate.keyProven === true);

function changesTo(stored: MeshNode, candidate: Candidate): NodeChanges {
  const { name, ip, port, platform, publicKey, keyProven, permissions } = candidate;
  const isUnchanged = ([field, value]: [string, unknown]): boolean =>
    value === undefined || sameValue(stored[field as keyof NodeChanges], value);
  const given = Object.entries({ name, ip, port, platform, publicKey, keyProven, permissions });
  return Object.fromEntries(given.filter((entry) => !isUnchanged(entry)));
}

const sameValue = (left: unknown, right: unknown): boolean =>
  Array.isArray(left) && Array.isArray(right)
    ? left.length === right.length && left.every((item, index) => item === right[index])
    : left === right;
