import { ok, refuse, type Result } from './result.js';

/** Consonants that are not taken for one another, and spell no words (RFC 8628 §6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;
/** The largest multiple of the letters below 256: bytes at or above it would favour the first letters. */
const UNBIASED_BYTES = Math.floor(256 / LETTERS.length) * LETTERS.length;

/** What a person may type for a code: in either case, with spaces and hyphens anywhere. */
export const TYPED_USER_CODE = new RegExp(
  `^[\\s-]*(?:[${LETTERS}${LETTERS.toLowerCase()}][\\s-]*){${LENGTH}}$`,
);

/**
 * A code that a person can read out and type, `WDJB-MJHT`: each equally likely, 34 bits. `RandomnessExhausted` when too
 * many bytes were rejected: call again with new ones.
 */
export function userCodeFromRandomBytes(
  bytes: Uint8Array,
): Result<string, { readonly kind: 'RandomnessExhausted' }> {
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
