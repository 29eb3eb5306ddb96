import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { accepted, refused, registryCommands } from '@meshpair/contracts';
import type { RefusedRequests } from '@meshpair/domain';
import type { CommandBus } from '@meshpair/messaging';
import { RefusalCounts } from './refusal-counts.js';
import { RefusalReports } from './refusal-reports.js';

const { MAX_TOLD_REFUSALS } = registryCommands;
const MINUTE_MS = 60_000;

describe('refused sign-ins', () => {
  it('are counted by key as far as may be told at once, and as strangers’ beyond', () => {
    const counts = new RefusalCounts();
    for (let key = 0; key < MAX_TOLD_REFUSALS; key += 1) counts.signIn(`k${key}`);
    counts.signIn('k0');
    counts.signIn('one too many');
    const taken = counts.take();
    expect(taken?.signIns).toHaveLength(MAX_TOLD_REFUSALS);
    expect(taken?.signIns[0]).toEqual({ keyId: 'k0', refused: 2 });
    expect(taken?.strangers).toEqual({ unauthorized: 1, unknownCode: 0, tooMany: 0 });
    expect(counts.take()).toBeUndefined();
  });

  it('of an owner’s limits beyond that are strangers’ too', () => {
    const counts = new RefusalCounts();
    const limits = Array.from({ length: MAX_TOLD_REFUSALS + 2 }, (_, owner) => ({
      ownerId: `o${owner}`,
      limit: 'At most 60 starts a minute',
      refused: 3,
    }));
    counts.putBack({ limits, signIns: [], strangers: { unauthorized: 0, unknownCode: 0, tooMany: 0 } });
    const taken = counts.take();
    expect(taken?.limits).toEqual(limits.slice(0, MAX_TOLD_REFUSALS));
    expect(taken?.strangers).toEqual({ unauthorized: 0, unknownCode: 0, tooMany: 6 });
  });
});

describe('what was refused', () => {
  let counts: RefusalCounts;
  let reports: RefusalReports;
  const told: RefusedRequests[] = [];
  let isAway = false;

  beforeEach(() => {
    jest.useFakeTimers();
    counts = new RefusalCounts();
    const send = (_: unknown, refusals: RefusedRequests): Promise<unknown> => {
      if (!isAway) told.push(refusals);
      return Promise.resolve(isAway ? refused('service_unavailable') : accepted({ done: true }));
    };
    reports = new RefusalReports(counts, { send } as unknown as CommandBus);
    reports.onModuleInit();
  });

  afterEach(async () => {
    await reports.beforeApplicationShutdown();
    jest.useRealTimers();
    told.length = 0;
    isAway = false;
  });

  it('is told every minute, if there was anything', async () => {
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect(told).toEqual([]);
    counts.signIn('k1');
    await jest.advanceTimersByTimeAsync(MINUTE_MS - 1);
    expect(told).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(told).toEqual([expect.objectContaining({ signIns: [{ keyId: 'k1', refused: 1 }] })]);
  });

  it('is kept while nobody takes it, and told with what came since', async () => {
    isAway = true;
    counts.signIn('k1');
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    isAway = false;
    counts.signIn('k1');
    await jest.advanceTimersByTimeAsync(MINUTE_MS);
    expect(told).toEqual([expect.objectContaining({ signIns: [{ keyId: 'k1', refused: 2 }] })]);
  });
});
