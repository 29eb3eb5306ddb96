import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RateCounter, retryAfterSeconds, takeHits, WINDOW_MS } from './rate-limit.js';

const START = new Date('2026-01-01T12:00:00.000Z');
const after = (milliseconds: number, from = START): Date => new Date(from.getTime() + milliseconds);
const MOST = 20;

interface Played {
  readonly counter: RateCounter | undefined;
  readonly now: Date;
  readonly grants: readonly { readonly at: number; readonly granted: number }[];
}

/** Takes at a client's pace: what is wanted, and the pause before. */
const anyTakes = fc.array(
  fc.record({ wanted: fc.integer({ min: 1, max: 30 }), pause: fc.integer({ min: 0, max: 45_000 }) }),
  { maxLength: 30 },
);

function play(takes: readonly { wanted: number; pause: number }[]): Played {
  const grants = [];
  let counter: RateCounter | undefined;
  let now = START;
  for (const { wanted, pause } of takes) {
    now = after(pause, now);
    const taken = takeHits(counter, { wanted, most: MOST, now });
    counter = taken.counter;
    grants.push({ at: now.getTime(), granted: taken.granted });
  }
  return { counter, now, grants };
}

describe('a limit a minute', () => {
  it('grants all of it at once, and then nothing', () => {
    const { counter, granted } = takeHits(undefined, { wanted: 200, most: MOST, now: START });
    expect(granted).toBe(MOST);
    expect(takeHits(counter, { wanted: 1, most: MOST, now: after(59_999) }).granted).toBe(0);
  });

  it('gives room again as the window before passes', () => {
    const { counter } = takeHits(undefined, { wanted: MOST, most: MOST, now: START });
    const grantedAt = (seconds: number): number =>
      takeHits(counter, { wanted: MOST, most: MOST, now: after(seconds * 1000) }).granted;
    expect([60, 63, 90, 119, 120].map(grantedAt)).toEqual([0, 1, 10, 19, 20]);
  });

  it('forgets what is older than the window before', () => {
    const { counter } = takeHits(undefined, { wanted: MOST, most: MOST, now: START });
    expect(takeHits(counter, { wanted: 99, most: MOST, now: after(2 * WINDOW_MS) }).granted).toBe(MOST);
  });

  it('does not grant more to a replica whose clock is behind', () => {
    const { counter } = takeHits(undefined, { wanted: MOST, most: MOST, now: after(WINDOW_MS) });
    const behind = takeHits(counter, { wanted: 5, most: MOST, now: after(WINDOW_MS - 1) });
    expect(behind).toEqual({ counter, granted: 0 });
  });

  it('has nobody wait who need not', () => {
    const { counter } = takeHits(undefined, { wanted: MOST - 1, most: MOST, now: START });
    expect(retryAfterSeconds(counter, MOST, START)).toBe(1);
  });

  it('never grants more than the limit in a fixed minute, nor twice as much in any', () => {
    fc.assert(
      fc.property(anyTakes, (takes) => {
        const { grants } = play(takes);
        const sumOf = (from: number): number =>
          grants
            .filter(({ at }) => at >= from && at < from + WINDOW_MS)
            .reduce((sum, { granted }) => sum + granted, 0);
        for (const { at } of grants) {
          expect(sumOf(at - (at % WINDOW_MS))).toBeLessThanOrEqual(MOST);
          expect(sumOf(at)).toBeLessThan(2 * MOST);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('says honestly when the next hit fits in: then, and not a second earlier', () => {
    fc.assert(
      fc.property(anyTakes, fc.integer({ min: 1, max: 60 }), (takes, most) => {
        const { counter, now } = play(takes);
        const full = takeHits(counter, { wanted: 100, most, now }).counter;
        const seconds = retryAfterSeconds(full, most, now);
        const grantedAfter = (wait: number): number =>
          takeHits(full, { wanted: 1, most, now: after(wait * 1000, now) }).granted;
        expect(seconds).toBeLessThanOrEqual(120);
        expect(grantedAfter(seconds)).toBe(1);
        if (seconds > 1) expect(grantedAfter(seconds - 1)).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});
