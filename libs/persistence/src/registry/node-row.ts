import type { MeshNode, NodeRole } from '@meshpair/domain';

/** A node as `nodeColumns` selects it; a null is an absent field. */
export interface NodeRow {
  readonly id: string;
  readonly name: string;
  readonly role: NodeRole;
  readonly ip: string;
  readonly port: number | null;
  readonly platform: string | null;
  readonly publicKey: string | null;
  readonly keyProven: boolean;
  readonly permissions: readonly string[];
  readonly tags: readonly string[];
  readonly removalId: string | null;
  readonly ephemeralSeconds: number | null;
  readonly setupKeyId: string | null;
  readonly tunnelAddress: string;
  readonly wireguardKey: string | null;
  readonly endpoints: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastSeenAt: Date | null;
}

/** The columns of a node under the names of its fields, in a table or alias of `mesh_nodes`. */
export const nodeColumns = (table: string): string => `
  ${table}.node_id as id, ${table}.name, ${table}.role, ${table}.ip, ${table}.port, ${table}.platform,
  ${table}.public_key as "publicKey", ${table}.key_proven as "keyProven", ${table}.permissions, ${table}.tags,
  ${table}.removal_id as "removalId", ${table}.ephemeral_seconds as "ephemeralSeconds",
  ${table}.setup_key_id as "setupKeyId", ${table}.tunnel_address as "tunnelAddress",
  ${table}.wireguard_key as "wireguardKey", ${table}.endpoints, ${table}.created_at as "createdAt",
  ${table}.updated_at as "updatedAt", ${table}.last_seen_at as "lastSeenAt"`;

export const nodeFromRow = (row: NodeRow): MeshNode => ({
  ...described(row),
  tunnelAddress: row.tunnelAddress,
  ...(row.wireguardKey !== null && { wireguardKey: row.wireguardKey }),
  ...(row.endpoints.length > 0 && { endpoints: row.endpoints }),
});

/** A node as it pairs: how it is reached in a tunnel is told by nobody but itself, later. */
function described(row: Omit<NodeRow, 'tunnelAddress' | 'wireguardKey' | 'endpoints'>): MeshNode {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    ip: row.ip,
    ...(row.port !== null && { port: row.port }),
    ...(row.platform !== null && { platform: row.platform }),
    ...(row.publicKey !== null && { publicKey: row.publicKey }),
    ...(row.keyProven && { keyProven: true }),
    permissions: row.permissions,
    ...(row.tags.length > 0 && { tags: row.tags }),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    ...(row.lastSeenAt !== null && { lastSeenAt: row.lastSeenAt }),
    ...(row.removalId !== null && { removalId: row.removalId }),
    ...(row.ephemeralSeconds !== null && { ephemeralSeconds: row.ephemeralSeconds }),
    ...(row.setupKeyId !== null && { setupKeyId: row.setupKeyId }),
  };
}

/** What is read of a row of `mesh_nodes` as `to_json` writes it. */
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
  readonly tags: readonly string[];
  readonly removal_id: string | null;
  readonly ephemeral_seconds: number | null;
  readonly setup_key_id: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly last_seen_at: string | null;
}

export const nodeFromTableJson = (row: NodeTableJson): MeshNode =>
  described({
    id: row.node_id,
    name: row.name,
    role: row.role,
    ip: row.ip,
    port: row.port,
    platform: row.platform,
    publicKey: row.public_key,
    keyProven: row.key_proven,
    permissions: row.permissions,
    tags: row.tags,
    removalId: row.removal_id,
    ephemeralSeconds: row.ephemeral_seconds,
    setupKeyId: row.setup_key_id,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    lastSeenAt: row.last_seen_at === null ? null : new Date(row.last_seen_at),
  });
