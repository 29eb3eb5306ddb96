import { describe, expect, it } from '@jest/globals';
import { agoInWords, clockText } from './duration-words.js';

const now = new Date('2026-01-01T12:00:00.000Z');
const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

describe('durations in words', () => {
  it.each([
    [-60, 'just now'],
    [0, 'just now'],
    [50, '1 minute ago'],
    [60, '1 minute ago'],
    [150, '2 minutes ago'],
    [3_600, '1 hour ago'],
    [86_400 * 3, '3 days ago'],
  ])('%s seconds ago is %s', (seconds, words) => {
    expect(agoInWords(before(seconds), now)).toBe(words);
  });

  it('count down in minutes and seconds', () => {
    expect([0, 7, 60, 247].map(clockText)).toEqual(['0:00', '0:07', '1:00', '4:07']);
  });
});
