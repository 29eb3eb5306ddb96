import { describe, expect, it } from '@jest/globals';
import { clockText } from '@meshpair/words';
import { inEnglish as t } from '@meshpair/words/catalogues';
import { partLeft, secondsLeft, spokenCountdown } from './countdown.js';

const END = '2026-01-01T12:05:00.000Z';
const LIFE = { createdAt: '2026-01-01T12:00:00.000Z', expiresAt: END };
const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`);

describe('the countdown', () => {
  it.each([
    ['12:00:00.000', '5:00'],
    ['12:00:00.400', '5:00'],
    ['11:59:59.300', '5:00'],
    ['12:03:52.900', '1:08'],
    ['12:04:59.999', '0:01'],
    ['12:05:00.000', '0:00'],
    ['12:09:00.000', '0:00'],
  ])('at %s shows %s', (time, text) => {
    expect(clockText(secondsLeft(LIFE, at(time)))).toBe(text);
  });

  it('of a code for a minute begins with 1:00', () => {
    const life = { createdAt: '2026-01-01T12:04:00.000Z', expiresAt: END };
    expect(clockText(secondsLeft(life, at('12:03:59.100')))).toBe('1:00');
    expect(clockText(secondsLeft(life, at('12:04:00.900')))).toBe('1:00');
    expect(clockText(secondsLeft(life, at('12:04:01.000')))).toBe('0:59');
  });

  it('speaks at a few marks only, and at the end', () => {
    const spoken = Array.from({ length: 301 }, (_, index) => spokenCountdown(t, 301 - index, 300 - index));
    expect(spoken.filter((words) => words !== undefined)).toEqual([
      '60 seconds left.',
      '30 seconds left.',
      '10 seconds left.',
      'The code has expired.',
    ]);
  });

  it('speaks of the nearest mark after a pause, and not twice of the end', () => {
    expect(spokenCountdown(t, 200, 9)).toBe('10 seconds left.');
    expect(spokenCountdown(t, 0, 0)).toBeUndefined();
  });

  it('tells the part that is left, within 0 and 1', () => {
    expect(partLeft(LIFE, at('12:02:30'))).toBe(0.5);
    expect(partLeft(LIFE, at('13:00:00'))).toBe(0);
    expect(partLeft(LIFE, at('11:00:00'))).toBe(1);
    expect(partLeft({ createdAt: END, expiresAt: END }, at('12:00:00'))).toBe(0);
  });
});
