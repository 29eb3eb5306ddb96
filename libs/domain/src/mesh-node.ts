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
  /** What its owner has sorted it by; absent without one. */
  readonly tags?: readonly string[];
  /** Its own address in the tunnels of its mesh; absent until it is written. */
  readonly tunnelAddress?: string;
  /** What it has told of itself, so that others can make a tunnel to it. */
  readonly wireguardKey?: string;
  readonly endpoints?: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastSeenAt?: Date;
  /** Set while it is being removed, and that can be undone. */
  readonly removalId?: string;
  /** It is removed when it is unseen for longer than that; absent: it stays. */
  readonly ephemeralSeconds?: number;
  /** The setup key that it has joined with. */
  readonly setupKeyId?: string;
}

/** How long the removal of nodes can be undone; they are shut out meanwhile. */
export const UNDO_SECONDS = 10;

/** By what a list of nodes is sorted; `-` is from the last to the first. */
export const NODE_ORDERS = ['name', '-name', 'createdAt', '-createdAt', 'lastSeenAt', '-lastSeenAt'] as const;
export type NodeOrder = (typeof NODE_ORDERS)[number];

/** Lower case, so that no two look the same. */
export const TAG = /^[a-z0-9][a-z0-9-]{0,31}$/;
export const TAG_FORM = '1 to 32 of a–z, 0–9 and -, without a - in front';
export const MAX_TAGS = 16;

export interface TagChange {
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
}

/** A node's tags in their order: the alphabet's. */
export const inOrder = (tags: readonly string[]): readonly string[] => [...new Set(tags)].sort();

/** What a node's tags become; undefined when they would be more than a node has. */
export function changedTags(
  tags: readonly string[],
  { add = [], remove = [] }: TagChange,
): readonly string[] | undefined {
  const kept = tags.filter((tag) => !remove.includes(tag));
  const changed = inOrder([...kept, ...add]);
  return changed.length > MAX_TAGS ? undefined : changed;
}
