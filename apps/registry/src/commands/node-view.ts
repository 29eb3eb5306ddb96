import type { NodeDetails, NodeView } from '@meshpair/contracts';
import { type MeshNode, nodeStatus } from '@meshpair/domain';
import type { ListedNode, NodeCredentials } from '@meshpair/persistence';

/** A node as clients see it: without the key that it signs with. */
export const nodeViewOf = (node: MeshNode): NodeView => ({
  id: node.id,
  name: node.name,
  role: node.role,
  ip: node.ip,
  port: node.port ?? null,
  platform: node.platform ?? null,
  permissions: [...node.permissions],
  tags: [...(node.tags ?? [])],
  tunnelAddress: node.tunnelAddress ?? null,
  wireguardKey: node.wireguardKey ?? null,
  endpoints: [...(node.endpoints ?? [])],
  createdAt: node.createdAt.toISOString(),
  updatedAt: node.updatedAt.toISOString(),
  lastSeenAt: node.lastSeenAt?.toISOString() ?? null,
});

/** A node as its owner sees it, at a time. */
export const listedViewOf =
  (now: Date) =>
  (node: ListedNode): NodeView => ({
    ...nodeViewOf(node),
    peerTokenExpiresAt: node.peerTokenExpiresAt?.toISOString() ?? null,
    ephemeralSeconds: node.ephemeralSeconds ?? null,
    setupKeyId: node.setupKeyId ?? null,
    status: nodeStatus(node, now),
  });

/** The same of one node, with what lets it in. */
export function nodeDetailsOf(
  node: MeshNode,
  { peerTokens, sessions }: NodeCredentials,
  now: Date,
): NodeDetails {
  const latest = Math.max(...peerTokens.map(({ expiresAt }) => expiresAt.getTime()));
  const peerTokenExpiresAt = peerTokens.length === 0 ? null : new Date(latest);
  return {
    ...listedViewOf(now)({ ...node, peerTokenExpiresAt }),
    peerTokens: peerTokens.map(({ id, issuedAt, expiresAt }) => ({
      id,
      issuedAt: issuedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
    sessions: sessions.map(({ id, createdAt, lastUsedAt, expiresAt }) => ({
      id,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
      expiresAt: expiresAt.toISOString(),
    })),
  };
}
