import { randomInt } from 'node:crypto';

/** An owner key `mpo_<id>_<secret>`, taken apart. */
export interface OwnerKeyParts {
  readonly keyId: string;
  readonly secret: string;
}

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 8;
/** 43 letters and digits hold 256 bits. */
const SECRET_LENGTH = 43;

const randomText = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

/** A new owner key of 256 random bits. */
export const makeOwnerKey = (): string =>
  `mpo_${randomText(LOWER + DIGITS, ID_LENGTH)}_${randomText(LOWER + LOWER.toUpperCase() + DIGITS, SECRET_LENGTH)}`;

/** Takes a well-formed key apart. */
export function parseOwnerKey(key: string): OwnerKeyParts {
  const [, keyId, secret] = /^mpo_([a-z0-9]+)_([A-Za-z0-9]+)$/.exec(key) ?? [];
  if (keyId === undefined || secret === undefined) throw new Error('The owner key is not mpo_<id>_<secret>');
  return { keyId, secret };
}
