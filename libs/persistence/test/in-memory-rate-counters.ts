import { type RateCounter, takeHits, type TakenHits, windowAt } from '@meshpair/domain';
import type { GivenBack, RateCounters, RateLimit } from '../src/rate-counters.js';

/** Counters of one process, gone with it. */
export class InMemoryRateCounters implements RateCounters {
  private readonly counters = new Map<string, RateCounter>();

  async take(
    limit: RateLimit,
    wanted: ReadonlyMap<string, number>,
    now: Date,
  ): Promise<ReadonlyMap<string, TakenHits>> {
    return new Map(
      [...wanted].map(([subject, hits]) => {
        const key = keyOf(limit, subject);
        const taken = takeHits(this.counters.get(key), { wanted: hits, most: limit.most, now });
        this.counters.set(key, taken.counter);
        return [subject, taken];
      }),
    );
  }

  async giveBack(limit: RateLimit, given: readonly GivenBack[]): Promise<void> {
    for (const { subject, window, hits } of given) {
      const counter = this.counters.get(keyOf(limit, subject));
      if (counter) this.counters.set(keyOf(limit, subject), without(counter, window, hits));
    }
  }

  async prune(now: Date, limit: number): Promise<number> {
    const old = [...this.counters].filter(([, { window }]) => window < windowAt(now) - 1).slice(0, limit);
    for (const [key] of old) this.counters.delete(key);
    return old.length;
  }
}

const keyOf = ({ name }: RateLimit, subject: string): string => JSON.stringify([name, subject]);

const without = ({ window, previous, current }: RateCounter, from: number, hits: number): RateCounter => ({
  window,
  previous: from === window - 1 ? Math.max(0, previous - hits) : previous,
  current: from === window ? Math.max(0, current - hits) : current,
});
