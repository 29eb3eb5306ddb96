import type { NodeView } from '@meshpair/contracts';
import type { MeshNode } from '@meshpair/domain';

/** A node as clients see it: without its key. */
export const nodeViewOf = (node: MeshNode): NodeView => ({
  id: node.id,
  name: node.name,
  role: node.role,
  ip: node.ip,
  port: node.port ?? null,
  platform: node.platform ?? null,
  permissions: [...node.permissions],
  createdAt: node.createdAt.toISOString(),
  updatedAt: node.updatedAt.toISOString(),
  lastSeenAt: node.lastSeenAt?.toISOString() ?? null,
});
