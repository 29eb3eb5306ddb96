import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { cutoffsAt } from './cleanup-run.js';
import { BATCH_ROWS, inBatches, runSteps } from './run-steps.js';

const NOW = new Date('2026-11-23T12:00:00Z');
const running = new AbortController().signal;

describe('runSteps', () => {
  it('goes on after a step that fails, and names it', async () => {
    const cause = new Error('lost');
    const steps = [
      { name: 'first', run: async () => Promise.reject(cause) },
      { name: 'second', run: async () => 2 },
    ];
    expect(await runSteps(steps, NOW, running)).toEqual({
      counts: { second: 2 },
      failures: [{ step: 'first', cause }],
    });
  });

  it('starts no step after the lock is lost', async () => {
    expect(await runSteps([{ name: 'first', run: async () => 1 }], NOW, AbortSignal.abort())).toEqual({
      counts: {},
      failures: [],
    });
  });
});

describe('inBatches', () => {
  const removalsOf = (counts: number[]) => async (): Promise<number> => counts.shift() ?? 0;

  it('repeats until a batch is not full', async () => {
    expect(await inBatches(removalsOf([BATCH_ROWS, BATCH_ROWS, 7, 9]), running)).toBe(2 * BATCH_ROWS + 7);
  });

  it('rests after a full batch as long as that took', async () => {
    const spans: { from: number; to: number }[] = [];
    const counts = [BATCH_ROWS, 7];
    await inBatches(async () => {
      const from = performance.now();
      await delay(30);
      spans.push({ from, to: performance.now() });
      return counts.shift() ?? 0;
    }, running);
    const [first, second] = spans;
    // A timer counts in whole milliseconds.
    expect((second?.from ?? 0) - (first?.to ?? 0)).toBeGreaterThanOrEqual(
      (first?.to ?? 0) - (first?.from ?? 0) - 1,
    );
  });

  it('stops in a rest when the lock is lost', async () => {
    const lost = new AbortController();
    // The batch takes an hour, and so does the rest.
    const clock = jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(3_600_000);
    const removed = inBatches(async () => {
      setTimeout(() => lost.abort(), 20);
      return BATCH_ROWS;
    }, lost.signal);
    expect(await removed).toBe(BATCH_ROWS);
    clock.mockRestore();
  });

  it('stops between two batches when the lock is lost', async () => {
    expect(await inBatches(removalsOf([5]), AbortSignal.abort())).toBe(0);
  });
});

describe('cutoffsAt', () => {
  it('counts back from now', () => {
    expect(cutoffsAt(NOW, { PURGE_AFTER_SECONDS: 3600, EVENT_RETENTION_DAYS: 90 })).toEqual({
      endedPairings: new Date('2026-11-23T11:00:00Z'),
      endedCredentials: new Date('2026-11-16T12:00:00Z'),
      events: new Date('2026-08-25T12:00:00Z'),
    });
  });
});
