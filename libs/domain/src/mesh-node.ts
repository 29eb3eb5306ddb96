export const NODE_ROLES = ['host', 'device'] as const;
export type NodeRole = (typeof NODE_ROLES)[number];

/** A member of an owner's mesh. */
export interface MeshNode {
  readonly id: string;
  readonly name: string;
  readonly role: NodeRole;
  readonly ip: string;
  readonly port?: number;
  readonly platform?: string;
  readonly publicKey?: string;
  /** Set when the device has proven that it holds the key's private half. */
  readonly keyProven?: boolean;
  readonly permissions: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastSeenAt?: Date;
}

/** By what a list of nodes is sorted; `-` is from the last to the first. */
export const NODE_ORDERS = ['name', '-name', 'createdAt', '-createdAt', 'lastSeenAt', '-lastSeenAt'] as const;
export type NodeOrder = (typeof NODE_ORDERS)[number];
