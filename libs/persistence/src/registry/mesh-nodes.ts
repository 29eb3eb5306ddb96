import type { Actor, MeshNode, NodeOrder } from '@meshpair/domain';
import type { NodeMatch } from './node-selection.js';

/** Asks who is at an address of an owner; `nodeId` is a device that must not be left out if it is there. */
export interface AddressQuestion {
  readonly ownerId: string;
  readonly ip: string;
  readonly nodeId?: string | undefined;
}

/** Devices at an address, 20 at most and never the host, and which node the owner's host is. */
export interface AddressHolders {
  readonly devices: readonly Pick<MeshNode, 'id' | 'name'>[];
  readonly hostId: string | null;
}

/** A node of a list. */
export interface ListedNode extends MeshNode {
  /** The expiry of its live peer token. */
  readonly peerTokenExpiresAt: Date | null;
}

/** `after` is the last node id of the previous page. */
export interface NodePage {
  readonly after?: string;
  readonly limit: number;
}

/** The nodes that one sees: with one of these tags, or all. */
export interface PeerPage extends NodePage {
  /** Who looks. */
  readonly of: string;
  readonly tagged: 'all' | readonly string[];
  readonly now: Date;
}

export interface NodeFacets {
  readonly platforms: readonly string[];
  readonly tags: readonly string[];
}

export interface NodeUpdate {
  readonly name?: string | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Null takes it away. */
  readonly wireguardKey?: string | null | undefined;
  readonly endpoints?: readonly string[] | undefined;
}

/** A node's place in an order: what it is sorted by, as text that only the order's statements read, and its id. */
export interface NodePosition {
  readonly key: string;
  readonly nodeId: string;
}

/** `after` is the last position of the previous page. */
export interface NodeQuery extends NodeMatch {
  readonly order: NodeOrder;
  readonly after?: NodePosition | undefined;
  readonly limit: number;
  readonly now: Date;
}

/** A page of what was found, and how many match in all. */
export interface FoundNodes {
  readonly nodes: readonly (ListedNode & { readonly position: NodePosition })[];
  readonly total: number;
}

/** Who changes something, and when: it goes into the audit trail with the change. */
export interface Change {
  readonly actor: Actor;
  readonly now: Date;
}

/** The nodes of an owner's mesh. Nothing here reads all nodes of an owner to decide about one. */
export interface MeshNodes {
  /** By order of creation, oldest first. Those that are being removed are in no list but for a search that asks for them. */
  list(ownerId: string, page: NodePage): Promise<readonly ListedNode[]>;
  /** Those that match, in an order; a node without a `lastSeenAt` was seen before all others. */
  search(ownerId: string, query: NodeQuery): Promise<FoundNodes>;
  /** As `list`: whose token holds, and the host. */
  peers(ownerId: string, page: PeerPage): Promise<readonly MeshNode[]>;
  /** What the nodes have, each once, sorted. */
  facets(ownerId: string): Promise<NodeFacets>;
  find(ownerId: string, nodeId: string): Promise<MeshNode | undefined>;
  /** Who is at each of the addresses, in their order. */
  nodesAt(questions: readonly AddressQuestion[]): Promise<readonly AddressHolders[]>;
  /**
   * New permissions hold for the node's live credentials too. One that is being removed is left alone. `key_taken`: another
   * node of the owner has that WireGuard key.
   */
  update(
    ownerId: string,
    nodeId: string,
    changes: NodeUpdate,
    change: Change,
  ): Promise<MeshNode | 'key_taken' | undefined>;
  /** Deletes the node (sessions go with it) and revokes its tokens, in one transaction. */
  remove(ownerId: string, nodeId: string, change: Change): Promise<'removed' | 'not_found' | 'is_host'>;
  /** Notes that the node was seen. */
  touch(ownerId: string, nodeId: string, now: Date): Promise<MeshNode | undefined>;
  /** Inserts the owner's host node, or updates its name and address. */
  upsertHost(ownerId: string, node: MeshNode): Promise<void>;
}
