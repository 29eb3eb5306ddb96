import type { ChainHead } from '@meshpair/contracts';
import type { PairingEvent, RecordedMeshEvent } from '@meshpair/domain';

export interface OwnedHead extends ChainHead {
  readonly ownerId: string;
}

/** An event that no chain has yet. */
export interface UnchainedEvent {
  readonly ownerId: string;
  readonly position: string;
  readonly event: PairingEvent | RecordedMeshEvent;
}

/** A run of an owner's events in the chain, signed at its end. */
export interface ChainSegment {
  readonly ownerId: string;
  readonly firstIndex: number;
  readonly previousHash: string;
  readonly positions: readonly string[];
  /** Of the events one after another, 64 hex digits each. */
  readonly hashes: string;
  readonly signedAt: Date;
  readonly signature: string;
}

/** Makes segments of events, which come in the order of the trail, on the heads of their owners. */
export type ChainUp = (
  events: readonly UnchainedEvent[],
  heads: ReadonlyMap<string, ChainHead>,
) => Promise<readonly ChainSegment[]>;

/** Signs the head of an owner's chain. */
export type SignHead = (head: OwnedHead, at: Date) => Promise<string>;

/** The chains of all owners, for who extends them. */
export interface AuditChain {
  /** Chains what is settled, some thousand events at most. Says whether more of what was settled before is left. */
  extend(chainUp: ChainUp): Promise<{ readonly chained: number; readonly hasMore: boolean }>;
  /** Signs each head again whose signature is from before `before`. */
  signAgain(before: Date, sign: SignHead): Promise<void>;
  /** Deletes segments that were signed before `before`; the last of each chain stays. */
  prune(before: Date): Promise<void>;
  /** Keeps a public key for those who verify. */
  publishKey(kid: string, jwk: object): Promise<void>;
}

/** An event in its chain. */
export interface ChainedEvent extends ChainHead {
  /** Null for one that is pruned. */
  readonly event: PairingEvent | RecordedMeshEvent | null;
  readonly signedAt: Date;
  /** Of the head that the chain has with it; null within a segment. */
  readonly signature: string | null;
}

/** A part of an owner's chain. */
export interface ChainPart {
  /** Before the first of the events; undefined when there is none. */
  readonly start: ChainHead | undefined;
  readonly events: readonly ChainedEvent[];
}

/** The chains, for who hands them out. */
export interface ChainReader {
  /** An owner's events in their chain, after an index, or after the oldest that is still there. */
  read(ownerId: string, after: number, limit: number): Promise<ChainPart>;
  /** How far positions are drawn, and up to which of them every event is chained. */
  progress(): Promise<{ readonly drawn: number; readonly chainedTo: number }>;
  /** The public keys, the newest first. */
  keys(): Promise<readonly Readonly<Record<string, string>>[]>;
}
