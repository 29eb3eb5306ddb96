import { createHmac, hkdfSync } from 'node:crypto';
import { pinFromRandomBytes, userCodeFromRandomBytes } from '@meshpair/domain';

/** Random bytes, `size` of them. */
export type RandomBytes = (size: number) => Uint8Array;

/** The keyed digest of a PIN, bound to its pairing. */
export type PinDigest = (pairingId: string, pin: string) => string;

/** The keyed digest of a code of 8 letters, in the form in which it is shown. */
export type CodeDigest = (code: string) => string;

const SECRET_BYTES = 32;
const PIN_DRAW_BYTES = 16;
const CODE_DRAW_BYTES = 16;

/** 256 random bits as base64url: a join token or a claim secret, in the clear. */
export const newSecret = (randomBytes: RandomBytes): string =>
  Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url');

/** A uniform 6-digit PIN. */
export function newPin(randomBytes: RandomBytes): string {
  for (;;) {
    const pin = pinFromRandomBytes(randomBytes(PIN_DRAW_BYTES));
    if (pin.ok) return pin.value;
  }
}

/** A uniform code of 8 letters. */
export function newUserCode(randomBytes: RandomBytes): string {
  for (;;) {
    const code = userCodeFromRandomBytes(randomBytes(CODE_DRAW_BYTES));
    if (code.ok) return code.value;
  }
}

/** HMAC-SHA-256 under a key derived from the secret of the installation (RFC 5869). */
export function pinDigestKeyedBy(meshpairSecret: string): PinDigest {
  const key = keyFor('pin', meshpairSecret);
  return (pairingId, pin) => createHmac('sha256', key).update(`${pairingId}:${pin}`).digest('base64url');
}

/** As `pinDigestKeyedBy`, of a code, which is looked up by it. */
export function codeDigestKeyedBy(meshpairSecret: string): CodeDigest {
  const key = keyFor('user code', meshpairSecret);
  return (code) => createHmac('sha256', key).update(code).digest('base64url');
}

const keyFor = (purpose: string, meshpairSecret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', meshpairSecret, '', purpose, 32));
