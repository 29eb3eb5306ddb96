import { generateKeyPairSync } from 'node:crypto';

/** A Curve25519 key pair as WireGuard writes it, and the UDP port that the device listens at. */
export interface WireGuardKeys {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly port: number;
}

/** What WireGuard's tools take unless told. */
export const USUAL_PORT = 51_820;

/** Made on the device; only its public half leaves it. */
export function makeWireGuardKeys(port = USUAL_PORT): WireGuardKeys {
  const { d, x } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  if (d === undefined || x === undefined) throw new Error('an X25519 key without its halves');
  return { privateKey: base64(d), publicKey: base64(x), port };
}

const base64 = (base64url: string): string => Buffer.from(base64url, 'base64url').toString('base64');
