import type { PairingEvent, RecordedMeshEvent } from '@meshpair/domain';

export interface UnpublishedEvent {
  readonly event: PairingEvent | RecordedMeshEvent;
  /** The row to mark once the stream has acknowledged the event. */
  readonly rowId: string;
}

/** The outbox side of an event table: what is committed but not yet known to be in the stream. */
export interface OutboxStore {
  /**
   * Unpublished events in commit order per pairing, at most `limit`: those of the wanted pairings (all unless told), and
   * what is older than a second.
   */
  readUnpublished(limit: number, wanted?: ReadonlySet<string> | 'all'): Promise<readonly UnpublishedEvent[]>;
  markPublished(rowIds: readonly string[]): Promise<void>;
  /** As `markPublished`, for events whose rows nobody has read. A crash of the database may forget it. */
  markEvents(events: readonly PairingEvent[]): Promise<void>;
  /**
   * Runs `work` while this process is the only relay of this table, over all replicas (a session-level
   * advisory lock). Waits, without polling the database hard, until the lock is free or `signal` aborts.
   * `work` gets a signal that aborts when `signal` does or the lock's connection is lost; after a loss it is run
   * anew once the lock is ours again. Returns when `work` does, and throws what it throws.
   */
  asOnlyRelay(work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void>;
}

/** An outbox whose events can go out again, should the stream have lost them. */
export interface ReopenableOutbox extends OutboxStore {
  /** Takes what was published for unpublished, as far as a stream that was lost is to have it again. */
  reopenForNewStream(): Promise<void>;
  /** Takes for unpublished what `reopenForNewStream` has held back and nothing has reopened since. */
  releaseHeldBack(): Promise<void>;
  /** The same for the events of these pairings. */
  reopen(pairingIds: readonly string[]): Promise<void>;
  /**
   * The same for verifications that have waited for the registry's answer for `seconds`, a hundred at most; each of
   * them later and later, up to once an hour.
   */
  reopenUnanswered(seconds: number): Promise<void>;
}
