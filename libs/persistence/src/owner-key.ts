import { randomInt } from 'node:crypto';
import { type KeyParts, OWNER_KEY_FORM, partsOfOwnerKey, writeOwnerKey } from '@meshpair/domain';

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 8;
/** 43 letters and digits hold 256 bits. */
const SECRET_LENGTH = 43;

const randomText = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

/** The parts of a new key, of 256 random bits. */
export const makeKeyParts = (): KeyParts => ({
  keyId: randomText(LOWER + DIGITS, ID_LENGTH),
  secret: randomText(LOWER + LOWER.toUpperCase() + DIGITS, SECRET_LENGTH),
});

export const makeOwnerKey = (): string => writeOwnerKey(makeKeyParts());

/** Takes a well-formed key apart. */
export function parseOwnerKey(key: string): KeyParts {
  const parts = partsOfOwnerKey(key);
  if (!parts) throw new Error(`The owner key is not ${OWNER_KEY_FORM}`);
  return parts;
}
