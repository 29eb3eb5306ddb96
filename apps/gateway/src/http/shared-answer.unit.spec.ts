import { describe, expect, it } from '@jest/globals';
import { SharedAnswer } from './shared-answer.js';

describe('SharedAnswer', () => {
  it('asks once for all who come together, and for those who come within its time', async () => {
    let [asked, now] = [0, 0];
    const shared = new SharedAnswer(
      async () => (asked += 1),
      1_000,
      () => now,
    );
    expect(await Promise.all(Array.from({ length: 1_500 }, () => shared.get()))).toEqual(
      Array.from({ length: 1_500 }, () => 1),
    );
    now = 999;
    expect(await shared.get()).toBe(1);
    now = 1_000;
    expect(await Promise.all([shared.get(), shared.get()])).toEqual([2, 2]);
    expect(asked).toBe(2);
  });

  it('lets those who come during a slow question wait for it, and counts its time from the answer', async () => {
    let [asked, now] = [0, 0];
    let answer: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (answer = resolve));
    const shared = new SharedAnswer(
      async () => {
        asked += 1;
        await waiting;
        return asked;
      },
      1_000,
      () => now,
    );
    const first = shared.get();
    now = 1_900;
    const second = shared.get();
    answer();
    expect(await Promise.all([first, second])).toEqual([1, 1]);
    now = 2_800;
    expect(await shared.get()).toBe(1);
    expect(asked).toBe(1);
  });

  it('keeps a failure no longer than an answer', async () => {
    let now = 0;
    let isDown = true;
    const ask = async (): Promise<string> => {
      if (isDown) throw new Error('down');
      return 'up';
    };
    const shared = new SharedAnswer(ask, 1_000, () => now);
    await expect(shared.get()).rejects.toThrow('down');
    isDown = false;
    await expect(shared.get()).rejects.toThrow('down');
    now = 1_000;
    expect(await shared.get()).toBe('up');
  });
});
