import { createHmac, createPrivateKey, generateKeyPairSync, hkdfSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FlowSecrets, HttpClient, pairDevice, type RunningSystem, startSystem } from '@meshpair/testing';

const SECRET = 'a secret that the attacker of this test does not always know';

type Json = Readonly<Record<string, unknown>>;
type Signer = (text: string) => Buffer;

/** The mesh's own signing key, as the registry derives it: forgeries that fail under it fail by what they say. */
const meshKey = createPrivateKey({
  key: Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.from(hkdfSync('sha256', SECRET, '', 'meshpair token signing key v1', 32)),
  ]),
  format: 'der',
  type: 'pkcs8',
});
const byMesh: Signer = (text) => sign(null, Buffer.from(text), meshKey);
const otherKey = generateKeyPairSync('ed25519').privateKey;

const encode = (part: Json): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part = ''): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;

function forge(token: string, changes: { header?: Json; claims?: Json }, signer: Signer = byMesh): string {
  const [header, claims] = token.split('.');
  const text = [
    encode({ ...decode(header), ...changes.header }),
    encode({ ...decode(claims), ...changes.claims }),
  ].join('.');
  return `${text}.${signer(text).toString('base64url')}`;
}

const signatureOf = (token: string): Buffer => Buffer.from(token.split('.')[2] ?? '', 'base64url');
const aMinuteAgo = (): number => Math.floor(Date.now() / 1000) - 60;

describe('a forged token', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let one: FlowSecrets;
  let other: FlowSecrets;
  let publicKey: Buffer;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off', MESHPAIR_SECRET: SECRET } });
    client = new HttpClient(system.baseUrl);
    one = (await pairDevice(system.baseUrl, client, system.ownerKey, 1)).secrets;
    other = (await pairDevice(system.baseUrl, client, system.ownerKey, 2)).secrets;
    const { keys } = (await client.call({ path: '/.well-known/jwks.json' })).body as {
      keys: { x: string }[];
    };
    publicKey = Buffer.from(keys[0]?.x ?? '', 'base64url');
  });

  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  const introspect = async (token: string): Promise<Json> => {
    const asked = { method: 'POST', path: '/tokens/introspect', bearer: system.ownerKey, form: { token } };
    return (await client.call(asked)).body;
  };

  const expectRefused = async (token: string): Promise<void> => {
    for (const call of [
      { path: '/me' },
      { path: '/me/peers' },
      { path: '/me/peers/events' },
      { path: '/me', method: 'PATCH', json: { name: 'Taken' } },
      { path: '/me', method: 'DELETE' },
      { path: '/tokens/refresh', method: 'POST' },
    ]) {
      expect((await client.call({ ...call, bearer: token })).status).toBe(401);
    }
    expect(await introspect(token)).toEqual({ active: false });
  };

  it('starts from what is accepted when nothing is changed', async () => {
    for (const token of [one.sessionToken, one.peerToken]) {
      expect(forge(token, {})).toBe(token);
      expect(await introspect(forge(token, {}))).toMatchObject({ active: true });
    }
  });

  describe.each(['sessionToken', 'peerToken'] as const)('made of a %s', (kind) => {
    const swapped = kind === 'sessionToken' ? 'peer' : 'session';

    it.each<[string, (token: string) => string]>([
      ['no algorithm', (token) => forge(token, { header: { alg: 'none' } }, () => Buffer.alloc(0))],
      ['no algorithm, its signature kept', (token) => forge(token, { header: { alg: 'none' } })],
      [
        'the public key as a shared secret',
        (token) =>
          forge(token, { header: { alg: 'HS256' } }, (text) =>
            createHmac('sha256', publicKey).update(text).digest(),
          ),
      ],
      ['another key', (token) => forge(token, {}, (text) => sign(null, Buffer.from(text), otherKey))],
      [
        'a key that it brings along',
        (token) =>
          forge(token, { header: { jwk: { kty: 'OKP', crv: 'Ed25519' } } }, (text) =>
            sign(null, Buffer.from(text), otherKey),
          ),
      ],
      ['an unknown key id', (token) => forge(token, { header: { kid: '../../etc/passwd' } })],
      ['another audience', (token) => forge(token, { claims: { aud: 'other' } })],
      ['another issuer', (token) => forge(token, { claims: { iss: 'https://evil.example' } })],
      ['another kind', (token) => forge(token, { claims: { token_use: swapped } })],
      ['another type', (token) => forge(token, { header: { typ: `mesh-${swapped}+jwt` } })],
      ['an expiry that has passed', (token) => forge(token, { claims: { exp: aMinuteAgo() } })],
      [
        'more rights under the old signature',
        (token) => forge(token, { claims: { scope: 'mesh:admin' } }, () => signatureOf(token)),
      ],
      ['the id of no row', (token) => forge(token, { claims: { jti: 'no-such-row' } })],
      ['the signature of another device', (token) => forge(token, {}, () => signatureOf(other[kind]))],
    ])('opens nothing with %s', async (_what, make) => {
      await expectRefused(make(one[kind]));
    });
  });

  it('has left the tokens that it was made of as they were', async () => {
    for (const token of [one.sessionToken, one.peerToken, other.sessionToken, other.peerToken]) {
      expect(await introspect(token)).toMatchObject({ active: true });
    }
  });
});
