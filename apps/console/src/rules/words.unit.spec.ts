import { describe, expect, it } from '@jest/globals';
import { backOffMs } from './back-off.js';
import { pairingEnd } from './pairing-end.js';
import { permissionWords } from './permission-words.js';
import { attemptsWords, pinComplaint, pinDigits } from './pin-input.js';
import { refusalWords } from './refusal-words.js';
import { signInCode } from './sign-in-link.js';
import { freshAge, relativeTime, waitWords } from './time-words.js';

const now = Date.parse('2026-01-10T12:00:00.000Z');

describe('the PIN field', () => {
  it('takes what people paste, and six digits of it', () => {
    expect(['482 913', ' 482-913\n', '4829135', 'PIN: 482913'].map(pinDigits)).toEqual(
      Array(4).fill('482913'),
    );
  });

  it('says before it asks what cannot be a PIN', () => {
    expect(pinComplaint('48291')).toContain('6 digits');
    expect(pinComplaint('048291')).toContain('never starts with 0');
    expect(pinComplaint('482913')).toBeUndefined();
  });

  it('says how many tries are left', () => {
    expect(attemptsWords(4)).toMatch(/four tries left/);
    expect(attemptsWords(1)).toMatch(/one try left/);
    expect(attemptsWords(undefined)).not.toMatch(/left/);
  });
});

describe('words for time', () => {
  it.each([
    ['2026-01-10T11:59:30.000Z', 'just now'],
    ['2026-01-10T11:57:00.000Z', '3 minutes ago'],
    ['2026-01-09T12:00:00.000Z', 'yesterday'],
    ['2026-02-08T12:00:00.000Z', 'in 29 days'],
  ])('say %s as %s', (time, text) => {
    expect(relativeTime(time, now)).toBe(text);
  });

  it('count the seconds of a device that has just connected', () => {
    expect(freshAge('2026-01-10T11:59:18.000Z', now)).toBe('42 seconds ago');
    expect(freshAge('2026-01-10T12:00:03.000Z', now)).toBe('just now');
    expect(freshAge('2026-01-10T11:58:00.000Z', now)).toBe('2 minutes ago');
  });

  it('round a wait up', () => {
    expect([1, 59, 61].map(waitWords)).toEqual(['1 second', '59 seconds', '2 minutes']);
  });
});

describe('words for a refusal', () => {
  it('say when to try again, where the gateway does', () => {
    const refusal = { code: 'too_many_requests', title: 'Too many requests' };
    expect(refusalWords({ ...refusal, retryAfter: 42 })).toContain('in 42 seconds');
    expect(refusalWords(refusal)).toContain('in a minute');
  });

  it('fall back on what the gateway says', () => {
    expect(refusalWords({ code: 'new_code', title: 'Something new' })).toBe('Something new.');
    expect(refusalWords({ code: 'new_code', title: 'Something new', detail: 'In detail.' })).toBe(
      'In detail.',
    );
  });
});

describe('the rest of the words', () => {
  it('say a permission as a person would, and an unknown one as it is', () => {
    expect(permissionWords('mesh:read')).toBe('See the other nodes');
    expect(permissionWords('camera:view')).toBe('camera:view');
  });

  it('tell each ending apart', () => {
    const reasons = [
      'denied',
      'cancelled',
      'attempts_exceeded',
      'ip_conflict',
      'device_limit',
      'identity_mismatch',
    ];
    const titles = reasons.map((reason) => pairingEnd('failed', { reason }).title);
    expect(new Set([...titles, pairingEnd('expired').title]).size).toBe(reasons.length + 1);
    expect(pairingEnd('done').isGood).toBe(true);
  });

  it('find the code of a sign-in link, and nothing in another', () => {
    expect(signInCode(`#signin=${'a-_9'.repeat(10)}`)).toBe('a-_9'.repeat(10));
    expect([signInCode(''), signInCode('#main'), signInCode('#signin=<b>')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('the wait between tries', () => {
  it('doubles up to a limit', () => {
    expect([0, 1, 2, 9].map((failures) => backOffMs(failures, 0.5))).toEqual([500, 1000, 2000, 8000]);
  });
});
