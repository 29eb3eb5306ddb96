import { describe, expect, it } from '@jest/globals';
import { JobWithoutHandler, requireHandlers } from './job-handler.js';
import { redisPrefix } from './job-queue.js';

const handler = { handle: async (): Promise<void> => undefined };

describe('requireHandlers', () => {
  it('stops the start on a job without a handler, and names it', () => {
    const handlers = new Map([['cleanup', handler]]);
    expect(() => requireHandlers(['cleanup', 'other'], handlers)).toThrow(new JobWithoutHandler(['other']));
    expect(() => requireHandlers(['cleanup'], handlers)).not.toThrow();
  });
});

describe('redisPrefix', () => {
  it('tells databases apart, and not the ways to log in to one', () => {
    const one = redisPrefix('postgres://a:x@db/meshpair');
    expect(redisPrefix('postgres://b:y@db:5432/meshpair')).toBe(one);
    expect(redisPrefix('postgres://a:x@db/other')).not.toBe(one);
  });
});
