import { describe, expect, it } from '@jest/globals';
import { Readiness } from './readiness.js';

describe('Readiness', () => {
  it('is ready between the start and the stop', () => {
    const readiness = new Readiness();
    expect(readiness.isReady).toBe(false);
    readiness.markReady();
    expect(readiness.isReady).toBe(true);
    readiness.markStopping();
    expect(readiness.isReady).toBe(false);
  });

  it('does not become ready any more once it stops', () => {
    const readiness = new Readiness();
    readiness.markStopping();
    readiness.markReady();
    expect(readiness.isReady).toBe(false);
  });
});
