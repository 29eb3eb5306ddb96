import type { NodeRole } from './mesh-node.js';

/** How a node stands with its peer token: it holds, it is about to end, or there is none that holds. */
export const NODE_STATUSES = ['active', 'expiring', 'expired'] as const;
export type NodeStatus = (typeof NODE_STATUSES)[number];

/** A device renews its token days before; one with so little left has not been able to. */
const EXPIRING_MS = 86_400_000;

/** Until when a peer token that ends counts as expiring. */
export const expiringUntil = (now: Date): Date => new Date(now.getTime() + EXPIRING_MS);

interface Credentialed {
  readonly role: NodeRole;
  readonly peerTokenExpiresAt: Date | null;
}

/** The host has no token, and needs none. */
export function nodeStatus({ role, peerTokenExpiresAt }: Credentialed, now: Date): NodeStatus {
  if (role === 'host') return 'active';
  if (peerTokenExpiresAt === null || peerTokenExpiresAt <= now) return 'expired';
  return peerTokenExpiresAt <= expiringUntil(now) ? 'expiring' : 'active';
}
