import { describe, expect, it } from '@jest/globals';
import { NODE_ORDERS, NODE_STATUSES } from '@meshpair/domain';
import { IN, inEnglish as t } from './catalogues.js';
import {
  clockText,
  freshAge,
  permissionWords,
  refusalAtTheConsole,
  refusalOfTheForm,
  relativeTime,
  timeAgo,
  waitWords,
  wrongPinAtTheConsole,
} from './index.js';

describe('words for nodes', () => {
  it('tell each status and each order apart', () => {
    const statuses = NODE_STATUSES.map((status) => t(`status.${status}`));
    const orders = NODE_ORDERS.map((order) => t(`order.${order}`));
    expect([new Set(statuses).size, new Set(orders).size]).toEqual([
      NODE_STATUSES.length,
      NODE_ORDERS.length,
    ]);
    expect(t.number(10_001)).toBe('10,001');
  });
});

const now = Date.parse('2026-01-10T12:00:00.000Z');
const before = (seconds: number): string => new Date(now - seconds * 1000).toISOString();

describe('words for time', () => {
  it.each([
    ['2026-01-10T11:59:30.000Z', 'just now'],
    ['2026-01-10T11:57:00.000Z', '3 minutes ago'],
    ['2026-01-09T12:00:00.000Z', 'yesterday'],
    ['2026-02-08T12:00:00.000Z', 'in 29 days'],
  ])('say %s as %s', (time, text) => {
    expect(relativeTime(t, time, now)).toBe(text);
  });

  it.each([
    [-60, 'just now'],
    [0, 'just now'],
    [50, '1 minute ago'],
    [60, '1 minute ago'],
    [150, '2 minutes ago'],
    [3_600, '1 hour ago'],
    [86_400 * 3, '3 days ago'],
  ])('say %s seconds ago as %s', (seconds, words) => {
    expect(timeAgo(t, before(seconds), now)).toBe(words);
  });

  it('count the seconds of a device that has just connected', () => {
    expect(freshAge(t, '2026-01-10T11:59:18.000Z', now)).toBe('42 seconds ago');
    expect(freshAge(t, '2026-01-10T12:00:03.000Z', now)).toBe('just now');
    expect(freshAge(t, '2026-01-10T11:58:00.000Z', now)).toBe('2 minutes ago');
  });

  it('round a wait up', () => {
    expect([1, 59, 61].map((seconds) => waitWords(t, seconds))).toEqual([
      '1 second',
      '59 seconds',
      '2 minutes',
    ]);
  });

  it('count down in minutes and seconds', () => {
    expect([0, 7, 60, 247].map(clockText)).toEqual(['0:00', '0:07', '1:00', '4:07']);
  });
});

describe('words for a refusal', () => {
  it('say when to try again, where the gateway does', () => {
    const refusal = { code: 'too_many_requests', title: 'Too many requests' };
    expect(refusalAtTheConsole(t, { ...refusal, retryAfter: 42 })).toContain('in 42 seconds');
    expect(refusalAtTheConsole(t, refusal)).toContain('Wait a minute');
  });

  it('fall back on what the gateway says', () => {
    expect(refusalAtTheConsole(t, { code: 'new_code', title: 'Something new' })).toBe('Something new.');
    expect(refusalAtTheConsole(t, { code: 'new_code', title: 'Something new', detail: 'In detail.' })).toBe(
      'In detail.',
    );
  });

  it('say which field of a form is wrong, in a sentence of the reader’s where that is not English', () => {
    const refusal = { code: 'invalid_request', title: 'Invalid request' };
    const ofUrl = { ...refusal, fieldText: 'url is no URL' };
    expect(refusalOfTheForm(t, ofUrl)).toBe('url is no URL');
    expect(refusalOfTheForm(IN.de, ofUrl)).toBe('Mit diesen Angaben stimmt etwas nicht: url is no URL');
    expect(refusalOfTheForm(t, refusal)).toBe(refusalAtTheConsole(t, refusal));
  });
});

describe('the rest of the words', () => {
  it('say how many tries are left', () => {
    expect(wrongPinAtTheConsole(t, 4)).toMatch(/four tries left/);
    expect(wrongPinAtTheConsole(t, 1)).toMatch(/one try left/);
    expect(wrongPinAtTheConsole(t, undefined)).not.toMatch(/left/);
  });

  it('say a permission as a person would, and an unknown one as it is', () => {
    expect(permissionWords(t, 'mesh:read')).toBe('See the other nodes');
    expect(permissionWords(t, 'camera:view')).toBe('camera:view');
  });
});
