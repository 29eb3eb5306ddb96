import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, type CryptoKey, exportJWK, importJWK } from 'jose';

export const SIGNING_ALGORITHM = 'EdDSA';

const SEED_BYTES = 32;

/** An Ed25519 private key in PKCS #8 is this prefix and the seed (RFC 8410 §7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface PublicSigningKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  /** The key's RFC 7638 thumbprint. */
  readonly kid: string;
  readonly alg: typeof SIGNING_ALGORITHM;
  readonly use: 'sig';
}

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: CryptoKey;
  readonly publicJwk: PublicSigningKey;
}

/** The one signing key of a secret for a purpose: every replica and every restart gets the same. */
export async function signingKeyOf(secret: string, purpose: string): Promise<SigningKey> {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', purpose, SEED_BYTES));
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x } = await exportJWK(createPublicKey(privateKey));
  if (x === undefined) throw new Error('an Ed25519 public key has an x');
  const point = { kty: 'OKP', crv: 'Ed25519', x } as const;
  const kid = await calculateJwkThumbprint(point);
  return {
    privateKey,
    publicKey: await importJWK(point, SIGNING_ALGORITHM),
    publicJwk: { ...point, kid, alg: SIGNING_ALGORITHM, use: 'sig' },
  };
}
