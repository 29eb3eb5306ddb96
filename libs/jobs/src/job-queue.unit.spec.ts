import { describe, expect, it } from '@jest/globals';
import { redisPrefix } from './index.js';

describe('redisPrefix', () => {
  it('tells databases apart, and not the ways to log in to one', () => {
    const one = redisPrefix('postgres://a:x@db/meshpair');
    expect(redisPrefix('postgres://b:y@db:5432/meshpair')).toBe(one);
    expect(redisPrefix('postgres://a:x@db/other')).not.toBe(one);
  });
});
