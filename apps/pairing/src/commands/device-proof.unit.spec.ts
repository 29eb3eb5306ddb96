import { generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { flawOfProof } from './device-proof.js';

const token = 'T'.repeat(43);
const text = Buffer.from(`meshpair-connect.v1:${token}`);
const { publicKey: key, privateKey } = generateKeyPairSync('ed25519');
const spki = key.export({ format: 'der', type: 'spki' });
const raw = spki.subarray(-32);
const proof = sign(null, text, privateKey).toString('base64url');
const flipped = Buffer.from(proof, 'base64url').fill(0, 0, 1).toString('base64url');

describe('the proof of a device key', () => {
  it.each([
    ['raw, base64url', raw.toString('base64url')],
    ['raw, base64', raw.toString('base64')],
    ['SPKI, base64url', spki.toString('base64url')],
    ['SPKI, base64', spki.toString('base64')],
  ])('holds for a key that is given as %s', (_form, publicKey) => {
    expect(flawOfProof({ publicKey, proof, token })).toBeUndefined();
  });

  it.each(['raw', 'spki'] as const)(
    'holds for a key that WebCrypto made and exported as %s',
    async (form) => {
      const generated = await webcrypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
      const pair = generated as webcrypto.CryptoKeyPair;
      const signature = await webcrypto.subtle.sign('Ed25519', pair.privateKey, text);
      const publicKey = Buffer.from(await webcrypto.subtle.exportKey(form, pair.publicKey)).toString(
        'base64',
      );
      const made = Buffer.from(signature).toString('base64url');
      expect(flawOfProof({ publicKey, proof: made, token })).toBeUndefined();
    },
  );

  it('does not hold for another token, another key or a changed signature', () => {
    const publicKey = raw.toString('base64url');
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });
    const signed = 'must be the signature of meshpair-connect.v1:<token> by device.publicKey';
    expect(flawOfProof({ publicKey, proof, token: 'U'.repeat(43) })).toBe(signed);
    expect(flawOfProof({ publicKey: other.toString('base64'), proof, token })).toBe(signed);
    expect(flawOfProof({ publicKey, proof: flipped, token })).toBe(signed);
  });

  it.each([
    ['is missing', undefined],
    ['is a PEM', '-----BEGIN PUBLIC KEY-----'],
    ['has 31 bytes', raw.subarray(1).toString('base64url')],
    ['is no point of the curve', Buffer.alloc(32, 0xfe).toString('base64url')],
    [
      'is of another curve',
      generateKeyPairSync('x25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    ],
    ['has a byte after it', Buffer.concat([spki, Buffer.alloc(1)]).toString('base64')],
  ])('does not hold when the key %s', (_what, publicKey) => {
    expect(flawOfProof({ publicKey, proof, token })).toEqual(expect.any(String));
  });
});
