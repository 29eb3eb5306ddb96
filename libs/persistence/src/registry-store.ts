import type { MeshNode, PairingEvent, PinVerifiedEvent, RegistrationDecision } from '@meshpair/domain';
import type { ExistingNodes } from '@meshpair/domain';

/** What the registry decided about one verified pairing; made purely from the stored rows. */
export interface RegistrationOutcome {
  readonly pairingId: string;
  readonly ownerId: string;
  readonly decision: RegistrationDecision;
  /** `DeviceRegistered` or `PairingFailed`: goes out through the registry's outbox. */
  readonly event: PairingEvent;
  /** Set when the device was registered: everything that is written with it. */
  readonly registered?: {
    readonly node: MeshNode;
    readonly isNew: boolean;
    /** The device that goes with it: its sessions end and its tokens are revoked. */
    readonly replacedNodeId?: string;
    readonly peerToken: { readonly id: string; readonly issuedAt: Date; readonly expiresAt: Date };
    readonly session: { readonly id: string; readonly createdAt: Date; readonly expiresAt: Date };
  };
}

/** Decides one registration from the nodes that it is about, at the storage's time. Pure; called under the owner's lock. */
export type DecideRegistration = (
  request: PinVerifiedEvent,
  existing: ExistingNodes,
  now: Date,
) => RegistrationOutcome;

export interface StoredRegistration {
  readonly pairingId: string;
  readonly ownerId: string;
  readonly kind: RegistrationDecision['kind'];
  readonly nodeId: string | undefined;
  readonly sessionId: string | undefined;
  readonly peerTokenId: string | undefined;
}

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

/** The rows that a claim mints its tokens from. */
export interface ClaimableTokens {
  readonly node: MeshNode;
  readonly peerToken: { readonly id: string; readonly issuedAt: Date; readonly expiresAt: Date };
  readonly session: { readonly id: string; readonly createdAt: Date };
}

export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly tokens: ClaimableTokens }
  | { readonly kind: 'not_registered' }
  | { readonly kind: 'already_claimed' };

export interface SessionRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly nodeId: string;
  readonly permissions: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface TokenRecord {
  readonly id: string;
  readonly ownerId: string;
  readonly nodeId: string;
  readonly permissions: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** A device asks for its next peer token. */
export interface PeerTokenRefresh {
  readonly ownerId: string;
  readonly nodeId: string;
  /** The peer token to replace; the node's current one when the device presents none. */
  readonly tokenId?: string;
  /** The session that asks, if one does. */
  readonly sessionId?: string;
  readonly now: Date;
  readonly issue: { readonly id: string; readonly expiresAt: Date };
  readonly idleSeconds: number;
}

export type RefreshOutcome =
  | {
      readonly kind: 'refreshed';
      readonly permissions: readonly string[];
      readonly peerToken: { readonly id: string; readonly issuedAt: Date; readonly expiresAt: Date };
      readonly session: { readonly id: string; readonly createdAt: Date };
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'reused' };

export interface OwnerRecord {
  readonly ownerId: string;
  readonly name: string;
}

/** A signed-in console. */
export interface ConsoleSessionRecord {
  readonly owner: OwnerRecord;
  readonly expiresAt: Date;
}

/** A session that is to be opened; `sessionDigest` is the SHA-256 of its id. */
export interface NewConsoleSession {
  readonly sessionDigest: string;
  readonly now: Date;
  readonly expiresAt: Date;
}

/** A node of a list. */
export interface ListedNode extends MeshNode {
  /** The expiry of its live peer token. */
  readonly peerTokenExpiresAt: Date | null;
}

/** The registry's tables. Nothing here reads all nodes of an owner to decide about one. */
export interface RegistryStore {
  /**
   * Registers verified devices. Requests of one owner are taken in order under the owner's lock, in one
   * transaction: node upsert, issued token, session, registration outcome and outgoing event, all or nothing.
   * Different owners never wait for each other. Keyed by pairing id: a request seen before writes nothing
   * and is left out of the answer. A node that pairs again loses its older session and token; one that is replaced
   * goes in the same transaction.
   * Throws `RegistrationsFailed`, which names the cause per pairing (`UnknownOwner` for one), when some could
   * not be written; the others are committed.
   */
  register(
    requests: readonly PinVerifiedEvent[],
    decide: DecideRegistration,
  ): Promise<readonly RegistrationOutcome[]>;
  findRegistration(pairingId: string): Promise<StoredRegistration | undefined>;
  /**
   * Marks the first claim and returns the rows to mint from. `already_claimed` once the session was used,
   * revoked, or `windowSeconds` have passed since the first claim. Takes many at once.
   */
  claim(
    requests: readonly { readonly ownerId: string; readonly pairingId: string }[],
    now: Date,
    windowSeconds: number,
  ): Promise<readonly ClaimOutcome[]>;

  /** By name order of creation (oldest first); `after` is the last node id of the previous page. */
  listNodes(
    ownerId: string,
    options: { readonly after?: string; readonly limit: number; readonly except?: string },
  ): Promise<readonly ListedNode[]>;
  findNode(ownerId: string, nodeId: string): Promise<MeshNode | undefined>;
  /** Who is at each of the addresses, in their order. */
  nodesAt(questions: readonly AddressQuestion[]): Promise<readonly AddressHolders[]>;
  updateNode(
    ownerId: string,
    nodeId: string,
    changes: { readonly name?: string; readonly permissions?: readonly string[] },
    now: Date,
  ): Promise<MeshNode | undefined>;
  /** Deletes the node (sessions go with it) and revokes its tokens, in one transaction. */
  removeNode(ownerId: string, nodeId: string, now: Date): Promise<'removed' | 'not_found' | 'is_host'>;

  /**
   * The live session, slid to `now + idleSeconds` unless it was used within the last minute (or thousandth of
   * `idleSeconds`, if that is less); the first call ends its pairing's claim window.
   */
  useSession(sessionId: string, now: Date, idleSeconds: number): Promise<SessionRecord | undefined>;
  /** The live session without using it. */
  findSession(sessionId: string, now: Date): Promise<SessionRecord | undefined>;
  /** The live peer token. */
  findPeerToken(tokenId: string, now: Date): Promise<TokenRecord | undefined>;
  revokeSession(ownerId: string, sessionId: string, now: Date): Promise<void>;
  revokePeerToken(ownerId: string, tokenId: string, now: Date): Promise<void>;
  /**
   * Issues a node's next peer token and supersedes the one before, in one transaction. `reused` when the presented one
   * was superseded before: its family and the node's session are revoked then. `refused` when the presented token is
   * unknown or revoked, or the node has no live session. A session whose node has no current token begins a new family.
   */
  refreshPeerToken(request: PeerTokenRefresh): Promise<RefreshOutcome>;
  touchNode(ownerId: string, nodeId: string, now: Date): Promise<MeshNode | undefined>;

  /** The owner of a live key, by key id and the secret's SHA-256 (compared in constant time). */
  authenticateOwner(keyId: string, secretDigest: string): Promise<OwnerRecord | undefined>;
  /** Adds an owner with a key if there is no owner yet, or returns the first one. */
  ensureFirstOwner(owner: {
    readonly ownerId: string;
    readonly name: string;
    readonly keyId: string;
    readonly secretDigest: string;
    readonly now: Date;
  }): Promise<{ readonly owner: OwnerRecord; readonly created: boolean }>;
  hasOwner(): Promise<boolean>;

  /** Opens a console session by a live key that has been checked; undefined when it was revoked since. */
  openConsoleByKey(session: NewConsoleSession, keyId: string): Promise<ConsoleSessionRecord | undefined>;
  /** As `openConsoleByKey`, by a one-time code, which is then used up. */
  openConsoleByCode(
    session: NewConsoleSession,
    codeDigest: string,
  ): Promise<ConsoleSessionRecord | undefined>;
  /** The live session, marked as used (to the minute). It is dead once its owner key is revoked. */
  useConsole(sessionDigest: string, now: Date): Promise<ConsoleSessionRecord | undefined>;
  closeConsole(sessionDigest: string): Promise<void>;
  /** Adds a one-time code for the first owner; false when that owner has no live key. */
  addSignInCode(codeDigest: string, now: Date, expiresAt: Date): Promise<boolean>;

  /** Inserts the owner's host node, or updates its name and address. */
  upsertHostNode(ownerId: string, node: MeshNode): Promise<void>;

  /** Deletes sessions (of devices and consoles), tokens and codes that ended before `before`. Returns how many rows. */
  pruneEnded(before: Date, limit: number): Promise<number>;
  /** Deletes registration outcomes (with their published events) older than `before`. Returns how many. */
  pruneRegistrations(before: Date, limit: number): Promise<number>;
}
