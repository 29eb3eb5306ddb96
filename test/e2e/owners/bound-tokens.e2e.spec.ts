import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  connect,
  deviceAddress,
  type DeviceKey,
  type HttpAnswer,
  type HttpCall,
  HttpClient,
  makeDeviceKey,
  type ProofOf,
  type RunningSystem,
  start,
  startSystem,
  verify,
} from '@meshpair/testing';

const codeOf = ({ status, body }: HttpAnswer): readonly unknown[] => [status, body.code];
const INVALID = [401, 'invalid_dpop_proof'];

interface BoundDevice {
  readonly key: DeviceKey;
  readonly sessionToken: string;
  readonly peerToken: string;
}

describe('tokens that are bound to a key', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let other: HttpClient;
  let devices = 0;

  beforeAll(async () => {
    const settings = { RATE_LIMITS: 'off', PUBLIC_URL: 'https://mesh.example/pair' };
    system = await startSystem({ settings, replicas: { gateway: 2, registry: 2 } });
    client = new HttpClient(system.baseUrl);
    other = new HttpClient(system.gatewayUrls[1] ?? '');
  });

  afterAll(async () => {
    client?.close();
    other?.close();
    await system?.stop();
  });

  const at = (path: string): string => `https://mesh.example/pair${path}`;
  const registered = async (): Promise<{ pairingId: string; claimSecret: string }> => {
    const device = new HttpClient(system.baseUrl, deviceAddress((devices += 1)), 1);
    const { pairingId, token } = await start(client, system.ownerKey);
    const { pin, claimSecret } = await connect(device, token, `Phone ${devices}`);
    device.close();
    await verify(client, system.ownerKey, { pairingId, pin });
    return { pairingId, claimSecret };
  };
  const claim = (
    { pairingId, claimSecret }: { pairingId: string; claimSecret: string },
    key?: DeviceKey,
    gateway = client,
  ): Promise<HttpAnswer> => {
    const path = `/pairing/${pairingId}/claim`;
    const headers = key && { dpop: key.dpopFor({ method: 'POST', url: at(path) }) };
    return gateway.call({ method: 'POST', path, bearer: claimSecret, ...(headers && { headers }) });
  };
  const bound = async (): Promise<BoundDevice> => {
    const key = makeDeviceKey();
    const { sessionToken, peerToken } = (await claim(await registered(), key)).body;
    return { key, sessionToken: String(sessionToken), peerToken: String(peerToken) };
  };
  /** A call by a token with a proof of it, which is wrong as told. */
  const by = (
    { key, token }: { readonly key: DeviceKey; readonly token: string },
    { path, method = 'GET', ...call }: HttpCall,
    wrong: Partial<ProofOf> = {},
    gateway = client,
  ): Promise<HttpAnswer> => {
    const dpop = key.dpopFor({ method, url: at(path), token, ...wrong });
    return gateway.call({ ...call, method, path, headers: { authorization: `DPoP ${token}`, dpop } });
  };
  const introspected = async (token: string): Promise<HttpAnswer['body']> =>
    (
      await client.call({
        method: 'POST',
        path: '/tokens/introspect',
        bearer: system.ownerKey,
        form: { token },
      })
    ).body;

  it('are got by a claim with a proof, say so, and open what is the device’s with a proof each time', async () => {
    const key = makeDeviceKey();
    const { body } = await claim(await registered(), key);
    expect(body.tokenType).toBe('DPoP');
    const device = { key, token: String(body.sessionToken) };
    expect(await introspected(String(body.peerToken))).toMatchObject({
      active: true,
      token_type: 'DPoP',
      cnf: { jkt: expect.stringMatching(/^[\w-]{43}$/) },
    });
    const patch = { method: 'PATCH', path: '/me', json: { name: 'Renamed' } };
    expect((await by(device, patch)).body).toMatchObject({ name: 'Renamed' });
    expect((await by(device, { path: '/me/peers?limit=5' }, { url: at('/me/peers') })).status).toBe(200);
    expect((await by(device, { path: '/me' }, { url: `${system.baseUrl}/me` })).status).toBe(200);
    const asked = { method: 'POST', path: '/tokens/introspect', form: { token: String(body.peerToken) } };
    expect((await by(device, asked)).body).toMatchObject({ active: true });
    const refreshed = await by(device, { method: 'POST', path: '/tokens/refresh' });
    expect(refreshed.body).toMatchObject({ tokenType: 'DPoP' });
    expect(await introspected(String(refreshed.body.peerToken))).toMatchObject({ token_type: 'DPoP' });
    const own = { key, token: String(refreshed.body.peerToken) };
    expect((await by(own, { method: 'POST', path: '/tokens/refresh' })).status).toBe(200);
  });

  it('open nothing without a proof, or with one of another key', async () => {
    const { key, sessionToken: token, peerToken } = await bound();
    const refresh = { method: 'POST', path: '/tokens/refresh' };
    for (const call of [{ path: '/me' }, { path: '/me/peers' }, refresh])
      expect(codeOf(await client.call({ ...call, bearer: token }))).toEqual([401, 'unauthorized']);
    expect(codeOf(await client.call({ ...refresh, bearer: peerToken }))).toEqual([401, 'unauthorized']);
    const bare = await client.call({ path: '/me', headers: { authorization: `DPoP ${token}` } });
    expect(codeOf(bare)).toEqual(INVALID);
    expect(bare.headers['www-authenticate']).toBe(
      'DPoP realm="meshpair", error="invalid_dpop_proof", algs="Ed25519 EdDSA ES256"',
    );
    const foreign = await by({ key: makeDeviceKey(), token }, { path: '/me' });
    expect(codeOf(foreign)).toEqual([401, 'unauthorized']);
    expect(foreign.headers['www-authenticate']).toMatch(/^DPoP .*error="invalid_token"/);
    expect((await by({ key, token }, { path: '/me' })).status).toBe(200);
  });

  it('are none of a device without a key, which goes on without proofs', async () => {
    const { body } = await claim(await registered());
    expect(body.tokenType).toBe('Bearer');
    const token = String(body.sessionToken);
    expect((await client.call({ path: '/me', bearer: token })).status).toBe(200);
    expect(await introspected(token)).toMatchObject({ token_type: 'Bearer' });
    expect(codeOf(await by({ key: makeDeviceKey(), token }, { path: '/me' }))).toEqual([401, 'unauthorized']);
  });

  const STALE = Math.floor(Date.now() / 1000) - 3600;
  it.each([
    ['another method', { method: 'POST' }],
    ['another route', { url: 'https://mesh.example/pair/me/peers' }],
    ['another gateway', { url: 'https://evil.example/pair/me' }],
    ['the path behind the proxy', { url: 'https://mesh.example/me' }],
    ['an hour ago', { claims: { iat: STALE } }],
    ['in an hour', { claims: { iat: STALE + 7200 } }],
    ['no token', { claims: { ath: undefined } }],
    ['another token', { token: 'another' }],
    ['nothing that is a proof', { header: { typ: 'JWT' } }],
  ] satisfies [string, Partial<ProofOf>][])('do not count with a proof of %s', async (_what, wrong) => {
    const { key, sessionToken: token } = await bound();
    expect(codeOf(await by({ key, token }, { path: '/me' }, wrong))).toEqual(INVALID);
    expect((await by({ key, token }, { path: '/me' })).status).toBe(200);
  });

  it('do not count with the address that whoever stands between names', async () => {
    const { key, sessionToken: token } = await bound();
    for (const [name, host] of [
      ['host', '192.0.2.66'],
      ['x-forwarded-host', 'evil.example'],
    ] as const) {
      const url = `http://${host}/me`;
      const dpop = key.dpopFor({ url, token });
      const headers = { authorization: `DPoP ${token}`, dpop, [name]: host };
      expect(codeOf(await client.call({ path: '/me', headers }))).toEqual(INVALID);
    }
  });

  it('take each proof once, at whichever gateway', async () => {
    const { key, sessionToken: token } = await bound();
    const dpop = key.dpopFor({ url: at('/me'), token });
    const headers = { authorization: `DPoP ${token}`, dpop };
    expect((await client.call({ path: '/me', headers })).status).toBe(200);
    for (const gateway of [client, other])
      expect(codeOf(await gateway.call({ path: '/me', headers }))).toEqual(INVALID);
    expect((await by({ key, token }, { path: '/me' }, {}, other)).status).toBe(200);
  });

  it('go to the first key that claims, and to that again', async () => {
    const pairing = await registered();
    const keys = Array.from({ length: 6 }, () => makeDeviceKey());
    const answers = await Promise.all(
      keys.map((key, index) => claim(pairing, key, index % 2 === 0 ? client : other)),
    );
    const won = answers.findIndex(({ status }) => status === 200);
    const codes = answers.map(codeOf).filter((_, index) => index !== won);
    expect(codes).toEqual(Array.from({ length: 5 }, () => [410, 'already_claimed']));
    const winner = keys[won] ?? makeDeviceKey();
    expect((await claim(pairing, winner)).body.sessionToken).toBe(answers[won]?.body.sessionToken);
    expect(codeOf(await claim(pairing))).toEqual([410, 'already_claimed']);
    const unbound = await registered();
    expect((await claim(unbound)).status).toBe(200);
    expect(codeOf(await claim(unbound, winner))).toEqual([410, 'already_claimed']);
    const elsewhere = winner.dpopFor({ method: 'POST', url: at('/pairing/other/claim') });
    const { pairingId, claimSecret: bearer } = await registered();
    const path = `/pairing/${pairingId}/claim`;
    const refused = await client.call({ method: 'POST', path, bearer, headers: { dpop: elsewhere } });
    expect(codeOf(refused)).toEqual(INVALID);
  });
});
