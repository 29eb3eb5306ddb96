import type { Change } from './mesh-nodes.js';

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

/** The live ones of a node, the newest first. */
export interface NodeCredentials {
  readonly peerTokens: readonly Pick<TokenRecord, 'id' | 'issuedAt' | 'expiresAt'>[];
  readonly sessions: readonly (Pick<SessionRecord, 'id' | 'createdAt' | 'expiresAt'> & {
    readonly lastUsedAt: Date | null;
  })[];
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
      readonly session: {
        readonly id: string;
        readonly createdAt: Date;
        readonly keyThumbprint: string | null;
      };
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'reused' };

export interface SessionRenewal {
  readonly sessionId: string;
  /** How often it was renewed before. */
  readonly count: number;
  /** Of the key that was proven: that which the session is bound to, or none. */
  readonly keyThumbprint: string | null;
  readonly now: Date;
  readonly idleSeconds: number;
  /** For so long the last renewal may be repeated: its answer was lost. */
  readonly repeatedWithinSeconds: number;
}

export type RenewalOutcome =
  { readonly kind: 'renewed'; readonly session: SessionRecord } | { readonly kind: 'reused' | 'refused' };

/** The sessions and peer tokens of devices: rows with ids, never the tokens themselves. */
export interface Credentials {
  /**
   * The live session, slid to `now + idleSeconds` unless it was used within the last minute (or thousandth of
   * `idleSeconds`, if that is less); the first call ends its pairing's claim window.
   */
  useSession(sessionId: string, now: Date, idleSeconds: number): Promise<SessionRecord | undefined>;
  /** The live session without using it. */
  findSession(sessionId: string, now: Date): Promise<SessionRecord | undefined>;
  /** The live peer token. */
  findPeerToken(tokenId: string, now: Date): Promise<TokenRecord | undefined>;
  /** What lets a node in. */
  ofNode(ownerId: string, nodeId: string, now: Date): Promise<NodeCredentials>;
  /** Ends a session or a peer token of the owner; one that has ended already stays as it is. */
  revoke(
    ownerId: string,
    token: { readonly use: 'session' | 'peer'; readonly id: string },
    change: Change,
  ): Promise<void>;
  /**
   * Issues a node's next peer token and supersedes the one before, in one transaction. `reused` when the presented one
   * was superseded before: its family and the node's session are revoked then. `refused` when the presented token is
   * unknown or revoked, or the node has no live session. A session whose node has no current token begins a new family.
   */
  refreshPeerToken(request: PeerTokenRefresh): Promise<RefreshOutcome>;
  /**
   * Renews a session, once for each count. `reused` when that count was used before and not just now: the session and all
   * that lets its node in are revoked then. `refused` when the session is not live.
   */
  renewSession(renewal: SessionRenewal): Promise<RenewalOutcome>;
  /** Deletes sessions and tokens that ended before `before`. Returns how many rows. */
  prune(before: Date, limit: number): Promise<number>;
}
