import type { TakenHits } from '@meshpair/domain';

/** A limit a minute, and the name under which its hits are counted. */
export interface RateLimit {
  readonly name: string;
  readonly most: number;
}

/** Hits that were granted in a window and turned out not to count. */
export interface GivenBack {
  readonly subject: string;
  readonly window: number;
  readonly hits: number;
}

/** Counts hits over all replicas, as `takeHits` of the domain decides. Takes and gives back many subjects at once. */
export interface RateCounters {
  /** For each subject the hits that fitted in, of those wanted. */
  take(
    limit: RateLimit,
    wanted: ReadonlyMap<string, number>,
    now: Date,
  ): Promise<ReadonlyMap<string, TakenHits>>;
  giveBack(limit: RateLimit, given: readonly GivenBack[]): Promise<void>;
  /** Deletes counters of windows that no longer count at `now`. Returns how many. */
  prune(now: Date, limit: number): Promise<number>;
}
