import { createPrivateKey, generateKeyPairSync, sign, type webcrypto } from 'node:crypto';

/** A device's own Ed25519 key, as it is kept in its credentials. */
export type DeviceKey = webcrypto.JsonWebKey & { readonly x: string };

export function newDeviceKey(): DeviceKey {
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (key.x === undefined) throw new Error('an Ed25519 key without x');
  return { ...key, x: key.x };
}

/** The public key, and the proof that the device holds its private half, for one join token. */
export const proofOf = (key: DeviceKey, token: string): { publicKey: string; proof: string } => ({
  publicKey: key.x,
  proof: sign(
    null,
    Buffer.from(`meshpair-connect.v1:${token}`),
    createPrivateKey({ key, format: 'jwk' }),
  ).toString('base64url'),
});
