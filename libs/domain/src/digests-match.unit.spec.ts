import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { digestsMatch } from './digests-match.js';

describe('two digests', () => {
  it('match when they are the same text, and only then', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        expect(digestsMatch(left, left)).toBe(true);
        expect(digestsMatch(left, right)).toBe(left === right);
      }),
    );
  });

  it.each([
    ['abc', 'abd'],
    ['abc', 'abcd'],
    ['abcd', 'abc'],
    ['', 'a'],
    ['a', ''],
    ['a', '\0'],
    ['a\0', 'a'],
  ])('differ: %j and %j', (left, right) => {
    expect(digestsMatch(left, right)).toBe(false);
  });
});
