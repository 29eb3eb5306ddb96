import { generateKeyPairSync, sign } from 'node:crypto';

/** An Ed25519 key as a device would have. */
export interface DeviceKey {
  /** Raw, base64url. */
  readonly publicKey: string;
  /** The proof that goes with a join token. */
  proofFor(token: string): string;
}

export function makeDeviceKey(): DeviceKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
    proofFor: (token) =>
      sign(null, Buffer.from(`meshpair-connect.v1:${token}`), privateKey).toString('base64url'),
  };
}
