import { describe, expect, it } from '@jest/globals';
import { type Attempt, DELIVERY_POLICY, judgeAttempt, readRetryAfter } from './index.js';

const NOW = new Date('2026-11-29T12:00:00Z');
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];
const before = (ms: number): Date => new Date(NOW.getTime() - ms);
const answered = (status: number, retryAfterMs?: number): Attempt => ({
  kind: 'answered',
  status,
  retryAfterMs,
});
const unanswered: Attempt = { kind: 'unanswered' };

const judge = (
  attempt: Attempt,
  { attempts = 1, failingSince = null as Date | null, random = 0 } = {},
): ReturnType<typeof judgeAttempt> => judgeAttempt(attempt, { attempts, failingSince, now: NOW, random });

const waitAfter = (attempt: Attempt, circumstances: Parameters<typeof judge>[1]): number | undefined => {
  const { delivery } = judge(attempt, circumstances);
  return delivery.state === 'pending' ? delivery.dueAt.getTime() - NOW.getTime() : undefined;
};

describe('an attempt to deliver', () => {
  it.each([200, 204, 299])('has arrived when the answer is %i, and ends a time of failing', (status) => {
    expect(judge(answered(status), { failingSince: before(DAY) })).toEqual({
      delivery: { state: 'delivered' },
      failingSince: null,
    });
  });

  it.each([unanswered, answered(199), answered(301), answered(400), answered(404), answered(500)])(
    'is made again otherwise: %j',
    (attempt) => {
      expect(judge(attempt)).toEqual({
        delivery: { state: 'pending', dueAt: new Date(NOW.getTime() + 5 * SECOND) },
        failingSince: NOW,
      });
    },
  );

  it('is made again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, and then no more', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map((attempts) => waitAfter(unanswered, { attempts }));
    expect(waits).toEqual([
      5 * SECOND,
      5 * MINUTE,
      30 * MINUTE,
      2 * HOUR,
      5 * HOUR,
      10 * HOUR,
      10 * HOUR,
      undefined,
    ]);
    expect(DELIVERY_POLICY.delaysMs[0]).toBe(0);
    expect(judge(unanswered, { attempts: 8 }).delivery).toEqual({ state: 'failed' });
  });

  it('is made later by up to a fifth, never sooner', () => {
    expect(waitAfter(unanswered, { random: 0.5 })).toBe(5.5 * SECOND);
    expect(waitAfter(unanswered, { random: 1 - Number.EPSILON })).toBeLessThanOrEqual(6 * SECOND);
  });

  it('waits as long as the answer asks, a day at most, and no less than it would', () => {
    expect(waitAfter(answered(429, MINUTE), {})).toBe(MINUTE);
    expect(waitAfter(answered(503, 1), {})).toBe(5 * SECOND);
    expect(waitAfter(answered(503, 30 * DAY), {})).toBe(DAY);
  });

  it('disables a target that is gone', () => {
    expect(judge(answered(410), { failingSince: before(HOUR) })).toEqual({
      delivery: { state: 'failed' },
      failingSince: before(HOUR),
      disables: 'gone',
    });
  });

  it('disables a target that has done nothing but fail for five days', () => {
    expect(judge(unanswered, { failingSince: before(5 * DAY - 1) })).not.toHaveProperty('disables');
    expect(judge(unanswered, { failingSince: before(5 * DAY) })).toEqual({
      delivery: { state: 'failed' },
      failingSince: before(5 * DAY),
      disables: 'failing',
    });
  });
});

describe('a Retry-After', () => {
  it('is a number of seconds, or a date', () => {
    expect(readRetryAfter('120', NOW)).toBe(2 * MINUTE);
    expect(readRetryAfter('Sun, 29 Nov 2026 12:01:00 GMT', NOW)).toBe(MINUTE);
    expect(readRetryAfter('Sun, 29 Nov 2026 11:00:00 GMT', NOW)).toBe(0);
  });

  it.each(['', 'soon', '-1', '1.5', '9'.repeat(10), '2026-11-29', 'Xyz, nothing GMT'])(
    'is passed over when it is neither: %j',
    (text) => expect(readRetryAfter(text, NOW)).toBeUndefined(),
  );
});
