import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  type JSONWebKeySet,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { signingKeyOf } from '@meshpair/service';
import { MeshTokens } from './mesh-tokens.js';

const SECRET = 'a secret of at least thirty-two characters';
const NOW = new Date('2026-11-23T12:00:00.250Z');
const LATER = new Date('2026-12-23T12:00:00.250Z');

const session = {
  id: 'session-1',
  ownerId: 'owner-1',
  nodeId: 'node-1',
  permissions: ['mesh:read', 'mesh:connect'],
  issuedAt: NOW,
};
const peer = { ...session, id: 'peer-1', expiresAt: LATER };

const claims = {
  iss: 'meshpair',
  aud: 'meshpair',
  sub: 'node-1',
  jti: 'peer-1',
  owner_id: 'owner-1',
  scope: 'mesh:read',
  token_use: 'peer',
  iat: Math.floor(NOW.getTime() / 1000),
  exp: Math.floor(LATER.getTime() / 1000),
};

describe('mesh tokens', () => {
  let tokens: MeshTokens;
  beforeAll(async () => {
    tokens = await MeshTokens.create(SECRET);
  });

  const forged = async (changes: object, header: object = {}, secret = SECRET): Promise<string> => {
    const { privateKey, publicJwk } = await signingKeyOf(secret, 'meshpair token signing key v1');
    return new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'mesh-peer+jwt', kid: publicJwk.kid, ...header })
      .sign(privateKey);
  };

  it('mints the same bytes from the same row and secret, in every process', async () => {
    const elsewhere = await MeshTokens.create(SECRET);
    expect(elsewhere.mint('peer', peer)).toBe(tokens.mint('peer', peer));
    expect(elsewhere.keySet).toEqual(tokens.keySet);
  });

  it('can be verified with the published key alone', async () => {
    const token = tokens.mint('peer', peer);
    const keys = createLocalJWKSet(tokens.keySet as unknown as JSONWebKeySet);
    const { payload } = await jwtVerify(token, keys, { currentDate: NOW, audience: 'meshpair' });
    expect(payload).toEqual({ ...claims, scope: 'mesh:read mesh:connect' });
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'EdDSA', typ: 'mesh-peer+jwt' });
  });

  it('reads its own tokens back', async () => {
    const known = { id: 'session-1', ownerId: 'owner-1', nodeId: 'node-1', isUnderCurrentKey: true };
    expect(await tokens.verify(tokens.mint('session', session), LATER)).toEqual({
      use: 'session',
      ...known,
    });
    expect(await tokens.verifyAs('peer', tokens.mint('peer', peer), NOW)).toMatchObject({
      use: 'peer',
    });
  });

  it('says which key a token is bound to', async () => {
    const keyThumbprint = 'k'.repeat(43);
    const bound = tokens.mint('peer', { ...peer, keyThumbprint });
    expect(await tokens.verify(bound, NOW)).toMatchObject({ keyThumbprint });
    expect((await tokens.verify(tokens.mint('peer', peer), NOW))?.keyThumbprint).toBeUndefined();
    expect(await tokens.verify(await forged({ cnf: { jkt: keyThumbprint } }), NOW)).toMatchObject({
      keyThumbprint,
    });
  });

  it('takes no session token for a peer token, nor the other way round', async () => {
    expect(await tokens.verifyAs('peer', tokens.mint('session', session), NOW)).toBeUndefined();
    expect(await tokens.verifyAs('session', tokens.mint('peer', peer), NOW)).toBeUndefined();
  });

  it('refuses an expired peer token', async () => {
    expect(await tokens.verify(tokens.mint('peer', peer), LATER)).toBeUndefined();
  });

  it('accepts the claims and the header that the forgeries start from', async () => {
    expect(await tokens.verify(await forged({}), NOW)).toMatchObject({ use: 'peer', id: 'peer-1' });
  });

  it('verifies and publishes the keys of previous secrets, and signs with the current one only', async () => {
    const next = await MeshTokens.create('the next secret of thirty-two characters', [SECRET]);
    const old = tokens.mint('peer', peer);
    const fresh = next.mint('peer', peer);
    expect(await next.verify(old, NOW)).toMatchObject({ id: 'peer-1', isUnderCurrentKey: false });
    expect(await next.verify(fresh, NOW)).toMatchObject({ id: 'peer-1', isUnderCurrentKey: true });
    expect(await tokens.verify(fresh, NOW)).toBeUndefined();
    const published = next.keySet.keys.map(({ kid }) => kid);
    expect(published).toEqual([decodeProtectedHeader(fresh).kid, decodeProtectedHeader(old).kid]);
  });

  it('takes no key of one secret for the key of another', async () => {
    const next = await MeshTokens.create('the next secret of thirty-two characters', [SECRET]);
    const kid = next.keySet.keys[0]?.['kid'];
    expect(await next.verify(await forged({}, { kid }), NOW)).toBeUndefined();
  });

  it.each([
    ['another issuer', { iss: 'other' }, {}],
    ['another audience', { aud: 'other' }, {}],
    ['another use than its type', { token_use: 'session' }, {}],
    ['another type than its use', {}, { typ: 'mesh-session+jwt' }],
    ['no type', {}, { typ: undefined }],
    ['an unknown use', { token_use: 'admin' }, {}],
    ['a peer token that never expires', { exp: undefined }, {}],
    ['no subject', { sub: undefined }, {}],
    ['no id', { jti: undefined }, {}],
    ['no owner', { owner_id: undefined }, {}],
    ['a key that is none', { cnf: { jkt: 'short' } }, {}],
    ['another way of being bound', { cnf: { 'x5t#S256': 'k' } }, {}],
    ['no key id', {}, { kid: undefined }],
    ['an unknown key id', {}, { kid: 'other' }],
  ])('refuses a token with %s', async (_what, changes, header) => {
    expect(await tokens.verify(await forged(changes, header), NOW)).toBeUndefined();
  });

  it('refuses another key, another algorithm, no algorithm and no token', async () => {
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'mesh-peer+jwt', kid: tokens.keySet.keys[0]?.['kid'] })
      .sign(Buffer.from(tokens.keySet.keys[0]?.['x'] ?? '', 'base64url'));
    const changed = tokens.mint('peer', peer).replace(/.(?=\.[^.]*$)/, '_');
    const refused = [await forged({}, {}, 'another secret of thirty-two characters'), symmetric, changed];
    for (const token of [...refused, new UnsecuredJWT(claims).encode(), 'garbage', 'a.b.c', '']) {
      expect(await tokens.verify(token, NOW)).toBeUndefined();
    }
  });
});
