import { describe, expect, it } from '@jest/globals';
import { inEnglish as t } from '@meshpair/words/catalogues';
import { signInCode } from '../state/session.js';
import { pairingFailure, pinComplaint, pinDigits } from './pairing-step.js';

describe('the PIN field', () => {
  it('takes what people paste, and six digits of it', () => {
    expect(['482 913', ' 482-913\n', '4829135', 'PIN: 482913'].map(pinDigits)).toEqual(
      Array(4).fill('482913'),
    );
  });

  it('says before it asks what cannot be a PIN', () => {
    expect(pinComplaint(t, '48291')).toContain('6 digits');
    expect(pinComplaint(t, '048291')).toContain('never starts with 0');
    expect(pinComplaint(t, '482913')).toBeUndefined();
  });
});

describe('the rest of the words', () => {
  it('tell each ending apart', () => {
    const reasons = [
      'denied',
      'cancelled',
      'attempts_exceeded',
      'ip_conflict',
      'device_limit',
      'identity_mismatch',
    ];
    const titles = reasons.map((reason) => pairingFailure(t, 'failed', { reason })?.title);
    expect(new Set([...titles, pairingFailure(t, 'expired')?.title]).size).toBe(reasons.length + 1);
    expect(titles).not.toContain(undefined);
    expect(pairingFailure(t, 'done')).toBeUndefined();
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
