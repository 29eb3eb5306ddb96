import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

/** What a DPoP proof is for, and what of it is to be wrong; `undefined` leaves a part out. */
export interface ProofOf {
  readonly method?: string;
  readonly url: string;
  readonly token?: string | undefined;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** An Ed25519 key as a device would have. */
export interface DeviceKey {
  /** Raw, base64url. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
  /** The proof that goes with a join token. */
  proofFor(token: string): string;
  /** A DPoP proof (RFC 9449 §4.2). */
  dpopFor(of: ProofOf): string;
}

const base64url = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

export function makeDeviceKey(): DeviceKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x = '' } = publicKey.export({ format: 'jwk' });
  const signed = (text: string): string => sign(null, Buffer.from(text), privateKey).toString('base64url');
  return {
    publicKey: x,
    privateKey,
    proofFor: (token) => signed(`meshpair-connect.v1:${token}`),
    dpopFor: ({ method = 'GET', url, token, claims, header }) => {
      const ath = token === undefined ? undefined : createHash('sha256').update(token).digest('base64url');
      const head = { alg: 'Ed25519', typ: 'dpop+jwt', jwk: { kty, crv, x }, ...header };
      const iat = Math.floor(Date.now() / 1000);
      const body = { htm: method, htu: url, jti: randomUUID(), iat, ath, ...claims };
      const input = `${base64url(head)}.${base64url(body)}`;
      return `${input}.${signed(input)}`;
    },
  };
}
