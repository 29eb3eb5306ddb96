import { describe, expect, it } from '@jest/globals';
import { JobWithoutHandler, requireHandlers } from './job-handler.js';

const handler = { handle: async (): Promise<void> => undefined };

describe('requireHandlers', () => {
  it('stops the start on a job without a handler, and names it', () => {
    const handlers = new Map([['cleanup', handler]]);
    expect(() => requireHandlers(['cleanup', 'other'], handlers)).toThrow(new JobWithoutHandler(['other']));
    expect(() => requireHandlers(['cleanup'], handlers)).not.toThrow();
  });
});
