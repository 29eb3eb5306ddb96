import type { PairingEvent, RecordedMeshEvent } from '@meshpair/domain';

export interface UnpublishedEvent {
  readonly event: PairingEvent | RecordedMeshEvent;
  /** The row to mark once the stream has acknowledged the event. */
  readonly rowId: string;
}

/** What the relay needs of a table of committed events. */
export interface RelayedOutbox {
  /**
   * Unpublished events in commit order per pairing, at most `limit`: those of the wanted pairings, what is older than
   * a second, and any of the mesh, in the order of the trail.
   */
  readUnpublished(limit: number, wanted: ReadonlySet<string> | 'all'): Promise<readonly UnpublishedEvent[]>;
  markPublished(rowIds: readonly string[]): Promise<void>;
  /** As `markPublished`, for events whose rows nobody has read. A crash of the database may forget it. */
  markEvents(events: readonly PairingEvent[]): Promise<void>;
  /**
   * Runs `work` while this process is the only relay of the table, over all replicas; waits for that, or until `signal`
   * aborts. `work` gets a signal that also aborts when it is the only one no more; it is run anew once it is again.
   */
  asOnlyRelay(work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Takes what was published for unpublished, as far as a stream that was lost is to have it again. */
  reopenForNewStream(): Promise<void>;
  /** Takes for unpublished what `reopenForNewStream` has held back and nothing has reopened since. */
  releaseHeldBack(): Promise<void>;
  /** The same for verifications that have waited for an answer for `seconds`. */
  reopenUnanswered(seconds: number): Promise<void>;
}
