import type { NodeRole } from './mesh-node.js';

/**
 * How a node stands: it is there now, it has been, its peer token is about to end, none holds, or it is being removed and
 * that can be undone still.
 */
export const NODE_STATUSES = ['online', 'seen', 'expiring', 'expired', 'suspended'] as const;
export type NodeStatus = (typeof NODE_STATUSES)[number];

/** What may be asked for: `active` is online or seen. */
export const STATUS_FILTERS = [...NODE_STATUSES, 'active'] as const;
export type StatusFilter = (typeof STATUS_FILTERS)[number];

export const statusesIn = (filter: StatusFilter): readonly NodeStatus[] =>
  filter === 'active' ? ['online', 'seen'] : [filter];

/** A device renews its token days before; one with so little left has not been able to. */
const EXPIRING_MS = 86_400_000;

/** Until when a peer token that ends counts as expiring. */
export const expiringUntil = (now: Date): Date => new Date(now.getTime() + EXPIRING_MS);

/** A device that is there says so by a heartbeat more often than that. */
const ONLINE_MS = 5 * 60_000;

/** Since when a node that was seen counts as online. */
export const onlineSince = (now: Date): Date => new Date(now.getTime() - ONLINE_MS);

interface Standing {
  readonly role: NodeRole;
  readonly peerTokenExpiresAt: Date | null;
  readonly lastSeenAt?: Date | undefined;
  readonly removalId?: string | undefined;
}

/** The host has no token and sends no heartbeat: it is where the mesh runs. */
export function nodeStatus(
  { role, peerTokenExpiresAt, lastSeenAt, removalId }: Standing,
  now: Date,
): NodeStatus {
  if (removalId !== undefined) return 'suspended';
  if (role === 'host') return 'online';
  if (peerTokenExpiresAt === null || peerTokenExpiresAt <= now) return 'expired';
  if (peerTokenExpiresAt <= expiringUntil(now)) return 'expiring';
  return lastSeenAt !== undefined && lastSeenAt > onlineSince(now) ? 'online' : 'seen';
}
