import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { connectProofText } from '@meshpair/contracts';

const RAW_KEY_BYTES = 32;

/** The SubjectPublicKeyInfo of an Ed25519 key is this prefix and the raw key (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

export interface DeviceProof {
  /** As the device gave it. */
  readonly publicKey: string | undefined;
  /** Ed25519, base64url. */
  readonly proof: string;
  /** The join token that the proof is bound to. */
  readonly token: string;
}

/** What is wrong with a device's proof that it holds its key; undefined when it proves it. */
export function flawOfProof({ publicKey, proof, token }: DeviceProof): string | undefined {
  if (publicKey === undefined) return 'goes with device.publicKey';
  const key = ed25519KeyOf(publicKey);
  if (!key) return 'needs device.publicKey to be an Ed25519 key: raw or DER SPKI, base64url or base64';
  const isValid = verify(null, Buffer.from(connectProofText(token)), key, Buffer.from(proof, 'base64url'));
  return isValid ? undefined : 'must be the signature of meshpair-connect.v1:<token> by device.publicKey';
}

/** The key behind its text: the 32 raw bytes or DER SPKI, in base64url or base64. */
function ed25519KeyOf(text: string): KeyObject | undefined {
  if (!BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  const isRaw = bytes.length === RAW_KEY_BYTES;
  const spki = isRaw ? Buffer.concat([SPKI_PREFIX, bytes]) : bytes;
  const isEd25519 =
    spki.length === SPKI_PREFIX.length + RAW_KEY_BYTES &&
    spki.subarray(0, SPKI_PREFIX.length).equals(SPKI_PREFIX);
  return isEd25519 ? createPublicKey({ key: spki, format: 'der', type: 'spki' }) : undefined;
}
