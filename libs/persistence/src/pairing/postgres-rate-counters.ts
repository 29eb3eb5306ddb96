import type { Pool } from 'pg';
import { type RateCounter, type TakenHits, WINDOW_MS, windowAt, windowLeft } from '@meshpair/domain';
import type { GivenBack, RateCounters, RateLimit } from '../rate-counters.js';
import { retryOnDeadlock, run, runCount } from '../statement.js';
import { GIVE_BACK, PRUNE, TAKE } from './rate-counter-statements.js';

interface TakenRow extends Omit<RateCounter, 'window'> {
  readonly subject: string;
  readonly window: string;
  readonly granted: number;
}

/** Counters in the unlogged table `pairing.rate_counters`; one statement for each call. */
export class PostgresRateCounters implements RateCounters {
  constructor(private readonly pool: Pool) {}

  async take(
    { name, most }: RateLimit,
    wanted: ReadonlyMap<string, number>,
    now: Date,
  ): Promise<ReadonlyMap<string, TakenHits>> {
    const hits = [[...wanted.keys()], [...wanted.values()]];
    const clock = [windowAt(now), windowLeft(now), WINDOW_MS];
    const rows = await retryOnDeadlock(() => run<TakenRow>(this.pool, TAKE, [name, ...hits, most, ...clock]));
    return new Map(
      rows.map(({ subject, window, granted, previous, current }) => [
        subject,
        { counter: { window: Number(window), previous, current }, granted },
      ]),
    );
  }

  async giveBack({ name }: RateLimit, given: readonly GivenBack[]): Promise<void> {
    if (given.length === 0) return;
    const columns = [
      given.map(({ subject }) => subject),
      given.map(({ window }) => window),
      given.map(({ hits }) => hits),
    ];
    await retryOnDeadlock(() => run(this.pool, GIVE_BACK, [name, ...columns]));
  }

  async prune(now: Date, limit: number): Promise<number> {
    return runCount(this.pool, PRUNE, [windowAt(now) - 1, limit]);
  }
}
