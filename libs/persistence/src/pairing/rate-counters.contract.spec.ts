import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RateCounter, takeHits, WINDOW_MS, windowAt } from '@meshpair/domain';
import type { RateCounters } from '../rate-counters.js';

const START = new Date('2026-03-01T12:00:00.000Z');
const LIMIT = { name: 'connects', most: 7 };

/** Pauses between takes; a replica's clock may be a little behind another's. */
const anyTakes = fc.array(
  fc.record({
    wanted: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    pause: fc.integer({ min: -5_000, max: 70_000 }),
  }),
  { maxLength: 12 },
);

/** What every `RateCounters` promises. `open` gives an empty one. */
export function promisesOfRateCounters(open: () => Promise<RateCounters>): void {
  it('grants exactly what the domain grants, each subject its own', async () => {
    await fc.assert(
      fc.asyncProperty(anyTakes, async (takes) => {
        const counters = await open();
        const expected = new Map<string, RateCounter>();
        let now = START;
        for (const { wanted, pause } of takes) {
          now = new Date(now.getTime() + pause);
          const hits = new Map(wanted.map((count, index) => [`subject-${index}`, count]));
          const taken = await counters.take(LIMIT, hits, now);
          for (const [subject, count] of hits) {
            const decided = takeHits(expected.get(subject), { wanted: count, most: LIMIT.most, now });
            expected.set(subject, decided.counter);
            expect(taken.get(subject)).toEqual(decided);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives back to the window that it was taken from, and to none that is over', async () => {
    const counters = await open();
    const grantedAt = async (now: Date, wanted = 99): Promise<number | undefined> =>
      (await counters.take(LIMIT, new Map([['a', wanted]]), now)).get('a')?.granted;
    expect(await grantedAt(START)).toBe(7);
    const window = windowAt(START);
    const given = [
      { subject: 'a', window, hits: 1 },
      { subject: 'a', window, hits: 2 },
      { subject: 'nobody', window, hits: 1 },
      { subject: 'a', window: window - 2, hits: 5 },
    ];
    await counters.giveBack(LIMIT, given);
    expect(await grantedAt(START)).toBe(3);

    const next = new Date(START.getTime() + WINDOW_MS);
    expect(await grantedAt(next)).toBe(0);
    await counters.giveBack(LIMIT, [{ subject: 'a', window, hits: 4 }]);
    expect(await grantedAt(next)).toBe(4);
  });

  it('counts each limit for itself', async () => {
    const counters = await open();
    const all = new Map([['a', 99]]);
    await counters.take(LIMIT, all, START);
    const other = await counters.take({ name: 'starts', most: 3 }, all, START);
    expect(other.get('a')?.granted).toBe(3);
  });

  it('prunes counters that no longer count, up to the limit, and no others', async () => {
    const counters = await open();
    await counters.take(LIMIT, new Map(['a', 'b', 'c'].map((subject) => [subject, 9])), START);
    const later = (windows: number): Date => new Date(START.getTime() + windows * WINDOW_MS);
    expect(await counters.prune(later(1), 9)).toBe(0);
    expect(await counters.prune(later(2), 2)).toBe(2);
    expect(await counters.prune(later(2), 2)).toBe(1);
  });
}
