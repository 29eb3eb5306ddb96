import { ok, refuse, type Result } from './result.js';

const LOWEST_PIN = 100_000;
const PIN_COUNT = 900_000;
const DRAW_BYTES = 4;
/** The largest multiple of PIN_COUNT below 2^32: draws at or above it would favour the low PINs. */
const UNBIASED_DRAWS = Math.floor(2 ** 32 / PIN_COUNT) * PIN_COUNT;

/** Too much of the bytes was rejected: call again with new ones. */
interface RandomnessExhausted {
  readonly kind: 'RandomnessExhausted';
}

/** A PIN from 100000 to 999999, each equally likely, from random bytes read four at a time; one draw in 6,500 is rejected. */
export function pinFromRandomBytes(bytes: Uint8Array): Result<string, RandomnessExhausted> {
  for (let start = 0; start + DRAW_BYTES <= bytes.length; start += DRAW_BYTES) {
    const draw = bytes.slice(start, start + DRAW_BYTES).reduce((value, byte) => value * 256 + byte, 0);
    if (draw < UNBIASED_DRAWS) return ok(String(LOWEST_PIN + (draw % PIN_COUNT)));
  }
  return refuse({ kind: 'RandomnessExhausted' });
}

/** Consonants that are not taken for one another, and spell no words (RFC 8628 §6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
/** The largest multiple of the letters below 256: bytes at or above it would favour the first letters. */
const UNBIASED_BYTES = Math.floor(256 / LETTERS.length) * LETTERS.length;

/** What a person may type for a code: in either case, with spaces and hyphens anywhere. */
export const TYPED_USER_CODE = new RegExp(
  `^[\\s-]*(?:[${LETTERS}${LETTERS.toLowerCase()}][\\s-]*){${LENGTH}}$`,
);

/** A code that a person can read out and type, `WDJB-MJHT`: each equally likely, 34 bits; one byte in 16 is rejected. */
export function userCodeFromRandomBytes(bytes: Uint8Array): Result<string, RandomnessExhausted> {
  const letters = [...bytes]
    .filter((byte) => byte < UNBIASED_BYTES)
    .map((byte) => LETTERS.charAt(byte % LETTERS.length))
    .slice(0, LENGTH);
  return letters.length < LENGTH ? refuse({ kind: 'RandomnessExhausted' }) : ok(hyphenated(letters));
}

/** The code that was meant, as it is shown; undefined for what is none. */
export const readUserCode = (typed: string): string | undefined =>
  TYPED_USER_CODE.test(typed) ? hyphenated([...typed.toUpperCase().replaceAll(/[\s-]/g, '')]) : undefined;

const hyphenated = (letters: readonly string[]): string =>
  `${letters.slice(0, LENGTH / 2).join('')}-${letters.slice(LENGTH / 2).join('')}`;
