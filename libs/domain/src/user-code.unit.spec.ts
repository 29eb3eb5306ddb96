import { describe, expect, it } from '@jest/globals';
import { readUserCode, userCodeFromRandomBytes } from './typed-codes.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const codeOf = (given: Uint8Array): string | undefined => {
  const code = userCodeFromRandomBytes(given);
  return code.ok ? code.value : undefined;
};

describe('a user code', () => {
  it('is eight letters of the twenty that RFC 8628 names, with a hyphen', () => {
    expect(codeOf(bytes(0, 1, 2, 3, 4, 5, 6, 7))).toBe('BCDF-GHJK');
    expect(codeOf(bytes(8, 9, 10, 11, 12, 13, 14, 15, 16))).toBe('LMNP-QRST');
    expect(codeOf(bytes(16, 17, 18, 19, 20, 239, 0, 0))).toBe('VWXZ-BZBB');
  });

  it('has each letter as often: bytes that would favour some are passed over', () => {
    const letters = Array.from({ length: 256 }, (_, byte) => {
      const code = codeOf(bytes(byte, 0, 0, 0, 0, 0, 0, 0));
      return code?.charAt(0);
    });
    const counts = new Map<string | undefined, number>();
    for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect([...counts.values()]).toEqual([...Array<number>(20).fill(12), 16]);
    expect(counts.get(undefined)).toBe(16);
    expect(codeOf(bytes(255, 0, 0, 0, 0, 0, 0, 0, 1))).toBe('BBBB-BBBC');
    expect(userCodeFromRandomBytes(bytes(0, 0))).toEqual({
      ok: false,
      error: { kind: 'RandomnessExhausted' },
    });
  });
});

describe('a typed code', () => {
  it.each(['WDJB-MJHT', 'wdjbmjht', ' wdjb mjht ', 'W-D-J-B M J H T', 'wDjB--MjHt\n'])(
    'forgives %j',
    (typed) => {
      expect(readUserCode(typed)).toBe('WDJB-MJHT');
    },
  );

  it.each(['', 'WDJB-MJH', 'WDJB-MJHTT', 'WDJA-MJHT', 'WDJB_MJHT', 'WDJ8-MJHT', 'ẄDJB-MJHT'])(
    'is none: %j',
    (typed) => {
      expect(readUserCode(typed)).toBeUndefined();
    },
  );
});
