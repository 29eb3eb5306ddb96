import { describe, expect, it } from '@jest/globals';
import { BatchFull, MicroBatch } from './micro-batch.js';

interface Run {
  readonly items: readonly number[];
  finish(results?: readonly number[]): void;
  fail(error: Error): void;
}

function controlled({ maxItems = 10, concurrency = 1, maxWaiting = 100 } = {}): {
  batch: MicroBatch<number, number>;
  runs: Run[];
} {
  const runs: Run[] = [];
  const run = (items: readonly number[]): Promise<readonly number[]> =>
    new Promise((resolve, reject) => {
      const doubled = items.map((item) => item * 2);
      runs.push({ items, finish: (results = doubled) => resolve(results), fail: reject });
    });
  return { batch: new MicroBatch({ run, maxItems, concurrency, maxWaiting }), runs };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('MicroBatch', () => {
  it('starts a lone item in the same turn', async () => {
    const { batch, runs } = controlled();
    const result = batch.add(1);
    await nextTurn();
    expect(runs.map(({ items }) => items)).toEqual([[1]]);
    runs[0]?.finish();
    expect(await result).toBe(2);
  });

  it('runs items that arrive together as one, each with its own result', async () => {
    const { batch, runs } = controlled();
    const results = Promise.all([batch.add(1), batch.add(2), batch.add(3)]);
    await nextTurn();
    runs[0]?.finish();
    expect(await results).toEqual([2, 4, 6]);
    expect(runs).toHaveLength(1);
  });

  it('collects what comes while all runs are in flight, and starts it when one ends', async () => {
    const { batch, runs } = controlled();
    const first = batch.add(1);
    await nextTurn();
    const later = Promise.all([batch.add(2), batch.add(3)]);
    await nextTurn();
    expect(runs).toHaveLength(1);
    runs[0]?.finish();
    await first;
    await nextTurn();
    expect(runs[1]?.items).toEqual([2, 3]);
    runs[1]?.finish();
    expect(await later).toEqual([4, 6]);
  });

  it('keeps to the size and the number of runs', async () => {
    const { batch, runs } = controlled({ maxItems: 2, concurrency: 2 });
    const results = Promise.all([1, 2, 3, 4, 5].map((item) => batch.add(item)));
    await nextTurn();
    expect(runs.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    runs.forEach((run) => run.finish());
    await nextTurn();
    runs[2]?.finish();
    expect(await results).toEqual([2, 4, 6, 8, 10]);
  });

  it('fails the items of a failed run and goes on with the next', async () => {
    const { batch, runs } = controlled();
    const failed = Promise.allSettled([batch.add(1), batch.add(2)]);
    await nextTurn();
    const next = batch.add(3);
    runs[0]?.fail(new Error('lost'));
    expect((await failed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await nextTurn();
    runs[1]?.finish();
    expect(await next).toBe(6);
  });

  it('refuses what is more than may wait, and takes items again once there is room', async () => {
    const { batch, runs } = controlled({ maxWaiting: 2 });
    const first = batch.add(1);
    await nextTurn();
    const waiting = Promise.all([batch.add(2), batch.add(3)]);
    await expect(batch.add(4)).rejects.toThrow(BatchFull);
    runs[0]?.finish();
    await first;
    await nextTurn();
    const last = batch.add(5);
    runs[1]?.finish();
    expect(await waiting).toEqual([4, 6]);
    await nextTurn();
    runs[2]?.finish();
    expect(await last).toBe(10);
  });

  it('fails a run that throws at once', async () => {
    const batch = new MicroBatch<number, number>({
      run: () => {
        throw new Error('a bug');
      },
      maxItems: 1,
      concurrency: 1,
      maxWaiting: 1,
    });
    await expect(batch.add(1)).rejects.toThrow('a bug');
  });

  it('fails a run that answers for another number of items', async () => {
    const { batch, runs } = controlled();
    const result = batch.add(1);
    await nextTurn();
    runs[0]?.finish([1, 2]);
    await expect(result).rejects.toThrow('more or fewer');
  });
});
