import type { MeshNode } from './mesh-node.js';

/** What the owner wants when another device has the address: instead of the policy, for one pairing. */
export type IpConflictChoice =
  | { readonly action: 'reject' | 'allow' }
  /** Several nodes may share an address: only the named one makes room. */
  | { readonly action: 'replace'; readonly nodeId: string };

/** A node of the owner, as far as the owner needs it to choose. */
export type ExistingDevice = Pick<MeshNode, 'id' | 'name'>;

/** How the choice meets the devices at the address: which one is in the way, or makes room. Neither when all is well. */
export interface IpConflictOutcome<Device> {
  readonly conflict?: Device;
  readonly replaced?: Device;
}

/**
 * Judges a choice by the other devices at the address; the host is none of them. A device that was to be replaced and is
 * there no more leaves a conflict only if another one is.
 */
export function settleIpConflict<Device extends { readonly id: string }>(
  others: readonly Device[],
  choice: IpConflictChoice,
): IpConflictOutcome<Device> {
  if (choice.action === 'allow') return {};
  const replaced = choice.action === 'replace' && others.find(({ id }) => id === choice.nodeId);
  if (replaced) return { replaced };
  const [conflict] = others;
  return conflict ? { conflict } : {};
}
