import { describe, expect, it } from '@jest/globals';
import { clockText } from '@meshpair/words';
import { partLeft, secondsLeft, spokenCountdown } from './countdown.js';

const END = '2026-01-01T12:05:00.000Z';
const at = (time: string): number => Date.parse(`2026-01-01T${time}Z`);

describe('the countdown', () => {
  it.each([
    ['12:00:00.000', '5:00'],
    ['12:03:52.900', '1:07'],
    ['12:04:59.000', '0:01'],
    ['12:09:00.000', '0:00'],
  ])('at %s shows %s', (time, text) => {
    expect(clockText(secondsLeft(END, at(time)))).toBe(text);
  });

  it('speaks at a few marks only, and at the end', () => {
    const spoken = Array.from({ length: 301 }, (_, index) => spokenCountdown(301 - index, 300 - index));
    expect(spoken.filter((words) => words !== undefined)).toEqual([
      '60 seconds left.',
      '30 seconds left.',
      '10 seconds left.',
      'The code has expired.',
    ]);
  });

  it('speaks of the nearest mark after a pause, and not twice of the end', () => {
    expect(spokenCountdown(200, 9)).toBe('10 seconds left.');
    expect(spokenCountdown(0, 0)).toBeUndefined();
  });

  it('tells the part that is left, within 0 and 1', () => {
    const start = '2026-01-01T12:00:00.000Z';
    expect(partLeft(start, END, at('12:02:30'))).toBe(0.5);
    expect(partLeft(start, END, at('13:00:00'))).toBe(0);
    expect(partLeft(start, END, at('11:00:00'))).toBe(1);
    expect(partLeft(END, END, at('12:00:00'))).toBe(0);
  });
});
