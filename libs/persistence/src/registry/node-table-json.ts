import type { MeshNode, NodeRole } from '@meshpair/domain';
import { nodeFromRow } from './node-row.js';

/** A row of `mesh_nodes` as `to_json` writes it. */
export interface NodeTableJson {
  readonly node_id: string;
  readonly name: string;
  readonly role: NodeRole;
  readonly ip: string;
  readonly port: number | null;
  readonly platform: string | null;
  readonly public_key: string | null;
  readonly key_proven: boolean;
  readonly permissions: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly last_seen_at: string | null;
}

export const nodeFromTableJson = (row: NodeTableJson): MeshNode =>
  nodeFromRow({
    id: row.node_id,
    name: row.name,
    role: row.role,
    ip: row.ip,
    port: row.port,
    platform: row.platform,
    publicKey: row.public_key,
    keyProven: row.key_proven,
    permissions: row.permissions,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    lastSeenAt: row.last_seen_at === null ? null : new Date(row.last_seen_at),
  });
