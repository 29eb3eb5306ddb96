import type { EventType, MeshEvent, PairingEvent, PairingState, RecordedMeshEvent } from '@meshpair/domain';

/** A loaded state with the version that its next save must name. */
export interface StoredPairing<State extends PairingState = PairingState> {
  readonly state: State;
  readonly version: number;
}

export interface LoadedPairings {
  /** In the order of the references; undefined where none is found. */
  readonly pairings: readonly (StoredPairing | undefined)[];
  /** The storage's time: after every change that was read. Rules go by it, whichever replica asks. */
  readonly now: Date;
}

/** How a command finds its pairing. */
export type PairingReference = { readonly pairingId: string } | { readonly tokenDigest: string };

/** A new state, the version it was decided on (0: a new pairing), and the events to publish with it. */
export interface PairingChange {
  readonly state: PairingState;
  readonly expectedVersion: number;
  readonly events: readonly PairingEvent[];
  /** What was tried on it and is no step: recorded and published with them. */
  readonly attempts?: readonly MeshEvent[];
  /** Set for events that another service has published already: they are kept for audit only. */
  readonly eventsArePublished?: boolean;
}

export type SaveOutcome = 'saved' | 'conflict';

/** How many pairings an owner may have open. */
export interface OpenLimit {
  readonly most: number;
  readonly now: Date;
  /** No pairing that was started before can still be open. */
  readonly startedAfter: Date;
}

/** The owner has as many open pairings as allowed; the first of them ends at `fullUntil` at the latest. */
export interface OwnerIsFull {
  readonly fullUntil: Date;
}

/** Where a list goes on: after this pairing, newest first. */
export interface PairingPosition {
  readonly createdAt: Date;
  readonly pairingId: string;
}

export interface AuditFilter {
  readonly ownerId: string;
  readonly pairingId?: string;
  readonly type?: EventType;
  /** What the event is about, or tells of. */
  readonly nodeId?: string;
  /** Who did it: the kind, or the id. */
  readonly actor?: string;
  /** From then on. */
  readonly since?: Date;
  /** Before then. */
  readonly until?: Date;
  /** Oldest first unless told. */
  readonly order?: 'asc' | 'desc';
}

/** An event with its place in the owner's audit trail. */
export interface RecordedEvent {
  readonly event: PairingEvent | RecordedMeshEvent;
  /** Opaque and increasing; later reads start after it. */
  readonly position: string;
}

/** Part of an owner's audit trail. */
export interface AuditTrail {
  readonly events: readonly RecordedEvent[];
  /** Before the first event of all. */
  readonly start: string;
}

/**
 * Keeps pairings and their events. Loads and saves take many at once, so that a busy service
 * needs one round trip for a batch of commands.
 */
export interface PairingRepository {
  load(references: readonly PairingReference[]): Promise<LoadedPairings>;
  /**
   * Saves states and events in one transaction, in the order given back. A change whose version is not
   * the stored one (or whose new pairing exists) is a `conflict` and writes nothing, events included;
   * the others are saved. A pairing may stand in one save only once.
   */
  save(changes: readonly PairingChange[]): Promise<readonly SaveOutcome[]>;
  /** Saves new pairings as `save` does, but none beyond the owner's limit, however many replicas save at once. */
  saveNew(
    changes: readonly PairingChange[],
    limit: OpenLimit,
  ): Promise<readonly (SaveOutcome | OwnerIsFull)[]>;
  /** The pairing that a typed code leads to, by any of its digests; undefined for none, and for what two have. */
  findByCode(codeDigests: readonly string[]): Promise<string | undefined>;
  /** An owner's pairings, newest first. */
  list(
    ownerId: string,
    options: { readonly openOnly: boolean; readonly after?: PairingPosition; readonly limit: number },
  ): Promise<readonly PairingState[]>;
  /** Open pairings past their `expiresAt`, oldest first. */
  findExpired(now: Date, limit: number): Promise<readonly StoredPairing[]>;
  /** Deletes ended pairings (failed or registered) last changed before `before`; their events stay. Returns how many. */
  purge(before: Date, limit: number): Promise<number>;
  /** One pairing's events after a sequence, in order. */
  readEvents(pairingId: string, afterSequence: number): Promise<readonly PairingEvent[]>;
  /**
   * An owner's events in their order, after a position. Never skips an event that commits late. `other history` when the
   * database was restored since the position was given out.
   */
  readAudit(
    filter: AuditFilter,
    after: string | undefined,
    limit: number,
  ): Promise<AuditTrail | 'other history'>;
  /** The last `limit` events of an owner, oldest first; later reads go on after the last of them. */
  readLastAudit(filter: AuditFilter, limit: number): Promise<AuditTrail>;
  /** Deletes published events that occurred before `before`. Returns how many. */
  pruneEvents(before: Date, limit: number): Promise<number>;
}
