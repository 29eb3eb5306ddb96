import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pinFromRandomBytes } from './typed-codes.js';

const bytesOf = (...draws: number[]): Uint8Array => {
  const bytes = new Uint8Array(draws.length * 4);
  draws.forEach((draw, index) => {
    new DataView(bytes.buffer).setUint32(index * 4, draw);
  });
  return bytes;
};

const pinOf = (draw: number): string | undefined => {
  const result = pinFromRandomBytes(bytesOf(draw));
  return result.ok ? result.value : undefined;
};

const PINS = 900_000;
/** The draws from here on would favour the low PINs: 4772 × 900,000. */
const FIRST_BIASED_DRAW = 4_294_800_000;
const LAST_DRAW = 2 ** 32 - 1;

describe('a PIN', () => {
  it.each([
    { draw: 0, pin: '100000' },
    { draw: 1, pin: '100001' },
    { draw: PINS - 1, pin: '999999' },
    { draw: PINS, pin: '100000' },
    { draw: FIRST_BIASED_DRAW - 1, pin: '999999' },
  ])('is $pin for the draw $draw', ({ draw, pin }) => {
    expect(pinOf(draw)).toBe(pin);
  });

  it('is six digits without a leading zero, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const result = pinFromRandomBytes(bytes);
        expect(result.ok ? result.value : '100000').toMatch(/^[1-9][0-9]{5}$/);
      }),
    );
  });

  it('has as many draws as any other PIN: each block of 900,000 draws holds every PIN once', () => {
    expect(FIRST_BIASED_DRAW % PINS).toBe(0);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: FIRST_BIASED_DRAW / PINS - 1 }),
        fc.integer({ min: 0, max: PINS - 1 }),
        (block, offset) => {
          expect(pinOf(block * PINS + offset)).toBe(String(100_000 + offset));
        },
      ),
    );
  });

  it('is spread evenly over its first digit', () => {
    let seed = 1;
    const counts = new Map<string, number>();
    for (let round = 0; round < 90_000; round += 1) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      const digit = pinOf(seed)?.[0] ?? 'rejected';
      counts.set(digit, (counts.get(digit) ?? 0) + 1);
    }
    for (const digit of '123456789') expect(Math.abs(counts.get(digit)! - 10_000)).toBeLessThan(500);
  });

  it('never comes from a draw that would favour the low PINs', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST_BIASED_DRAW, max: LAST_DRAW }), (biased) => {
        expect(pinFromRandomBytes(bytesOf(biased))).toEqual({
          ok: false,
          error: { kind: 'RandomnessExhausted' },
        });
        expect(pinFromRandomBytes(bytesOf(biased, 7))).toEqual({ ok: true, value: '100007' });
      }),
    );
  });

  it.each([0, 1, 3])('needs four bytes; %i are too few', (length) => {
    expect(pinFromRandomBytes(new Uint8Array(length)).ok).toBe(false);
  });

  it('does not read past whole draws', () => {
    expect(pinFromRandomBytes(new Uint8Array([255, 255, 255, 255, 0, 0])).ok).toBe(false);
  });
});
