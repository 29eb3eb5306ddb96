import { describe, expect, it } from '@jest/globals';
import { backOffMs } from './back-off.js';

describe('the wait between tries', () => {
  it('doubles up to a limit', () => {
    expect([0, 1, 2, 9].map((failures) => backOffMs(failures, 0.5))).toEqual([500, 1000, 2000, 8000]);
  });
});
