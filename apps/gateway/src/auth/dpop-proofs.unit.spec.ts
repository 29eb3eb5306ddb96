import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  base64url,
  calculateJwkThumbprint,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type GenerateKeyPairResult,
  type JWK,
  SignJWT,
} from 'jose';
import { digestOf } from '@meshpair/contracts';
import { readProof } from './dpop-proofs.js';

const URL_OF_ME = 'https://mesh.example/me';
const TOKEN = 'a.session.token';
const CLAIMS = { htm: 'GET', htu: URL_OF_ME, jti: 'once', iat: 1_790_000_000, ath: digestOf(TOKEN) };

describe('a DPoP proof', () => {
  let keys: GenerateKeyPairResult;
  let jwk: JWK;

  beforeAll(async () => {
    keys = await generateKeyPair('Ed25519', { extractable: true });
    jwk = await exportJWK(keys.publicKey);
  });

  const made = (claims: object, header: object = {}, key: CryptoKey = keys.privateKey): Promise<string> =>
    new SignJWT({ ...CLAIMS, ...claims })
      .setProtectedHeader({ alg: 'Ed25519', typ: 'dpop+jwt', jwk, ...header })
      .sign(key);
  const read = (proof: string, method = 'GET', token: string | undefined = TOKEN) =>
    readProof(proof, { method, isFor: (url) => url.origin + url.pathname === URL_OF_ME, token });
  const whyOf = (refusing: Promise<unknown>): Promise<string> =>
    refusing.then(
      () => 'it counts',
      ({ refusal }: { refusal: { code: string; detail: string } }) => `${refusal.code}: ${refusal.detail}`,
    );

  it('tells whose key it is, by both names of Ed25519 and by ES256', async () => {
    const jkt = await calculateJwkThumbprint(jwk);
    const counts = { jkt, publicKey: jwk.x, jti: 'once', issuedAt: CLAIMS.iat };
    expect(await read(await made({}))).toEqual(counts);
    expect(await read(await made({}, { alg: 'EdDSA' }))).toEqual(counts);
    const other = await generateKeyPair('ES256', { extractable: true });
    const header = { alg: 'ES256', jwk: await exportJWK(other.publicKey) };
    expect(await read(await made({}, header, other.privateKey))).toMatchObject({
      jkt: await calculateJwkThumbprint(header.jwk),
      publicKey: undefined,
    });
  });

  it('is for its address whatever its query, and wants no ath where no token is presented', async () => {
    expect(await whyOf(read(await made({ htu: `${URL_OF_ME}?limit=1#top` })))).toBe('it counts');
    const wanted = { method: 'GET', isFor: () => true };
    expect(await whyOf(readProof(await made({ ath: undefined }), wanted))).toBe('it counts');
  });

  it.each([
    ['another method', { htm: 'POST' }, {}, 'htm'],
    ['no method', { htm: undefined }, {}, 'htm'],
    ['another address', { htu: 'https://evil.example/me' }, {}, 'htu'],
    ['another path', { htu: 'https://mesh.example/me/peers' }, {}, 'htu'],
    ['no address', { htu: 'me' }, {}, 'htu'],
    ['no token', { ath: undefined }, {}, 'ath'],
    ['another token', { ath: digestOf('another') }, {}, 'ath'],
    ['no id', { jti: undefined }, {}, 'jti'],
    ['a huge id', { jti: 'x'.repeat(257) }, {}, 'jti'],
    ['no time', { iat: undefined }, {}, 'iat'],
    ['half seconds', { iat: 1_790_000_000.5 }, {}, 'iat'],
    ['the type of a token', {}, { typ: 'JWT' }, 'JWS'],
    ['no type', {}, { typ: undefined }, 'JWS'],
    ['no key', {}, { jwk: undefined }, 'JWS'],
    ['a key that is none', {}, { jwk: { kty: 'OKP' } }, 'JWS'],
  ])('does not count with %s', async (_what, claims, header, why) => {
    const proof = await made(claims, header);
    expect(await whyOf(read(proof))).toMatch(new RegExp(`^invalid_dpop_proof: .*${why}`));
  });

  it('does not count with a private key, another’s key, or a secret one', async () => {
    const other = await generateKeyPair('Ed25519', { extractable: true });
    const secret = new Uint8Array(32);
    const symmetric = new SignJWT(CLAIMS)
      .setProtectedHeader({
        alg: 'HS256',
        typ: 'dpop+jwt',
        jwk: { kty: 'oct', k: base64url.encode(secret) } as object,
      })
      .sign(secret);
    const unsigned = `${base64url.encode(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk }))}.${base64url.encode(JSON.stringify(CLAIMS))}.`;
    const proofs = [
      await made({}, { jwk: await exportJWK(keys.privateKey) }),
      await made({}, {}, other.privateKey),
      await symmetric,
      unsigned,
      `${await made({})}, ${await made({})}`,
      'a.b.c',
      '',
    ];
    for (const proof of proofs) expect(await whyOf(read(proof))).toMatch(/^invalid_dpop_proof: .*JWS/);
  });
});
