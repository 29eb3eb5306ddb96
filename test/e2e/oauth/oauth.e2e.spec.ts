import { fork } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deviceAddress,
  type HttpAnswer,
  HttpClient,
  makeDeviceKey,
  type RunningSystem,
  startSystem,
  waitFor,
  wrongPins,
} from '@meshpair/testing';
import { Terminal } from '../terminal/terminal.js';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

type Form = Readonly<Record<string, string>>;

interface Codes {
  readonly device_code: string;
  readonly user_code: string;
  readonly [name: string]: unknown;
}

describe('devices that know OAuth', () => {
  let system: RunningSystem;
  let ca: string;
  let caFile: string;
  let client: HttpClient;
  let place = 0;

  beforeAll(async () => {
    system = await startSystem({
      settings: {
        TLS: 'self-signed',
        RATE_LIMITS: 'off',
        TRUST_PROXY: '127.0.0.1',
        IP_CONFLICT_POLICY: 'allow',
      },
    });
    ca = new X509Certificate(await readFile(join(system.dataDir, 'tls/self-signed.pem'))).toString();
    caFile = join(system.dataDir, 'certificate.pem');
    await writeFile(caFile, ca);
    client = new HttpClient(system.baseUrl, '127.0.0.1', 8, ca);
  });

  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  const asOwner = (method: string, path: string, json?: unknown): Promise<HttpAnswer> =>
    client.call({ method, path, bearer: system.ownerKey, ...(json !== undefined && { json }) });
  const take = (code: string): Promise<HttpAnswer> => asOwner('POST', '/pairing/take', { code });
  const approve = (id: unknown): Promise<HttpAnswer> => asOwner('POST', `/pairing/${String(id)}/approve`, {});

  const ask = (path: string, form: Form, headers: Form = {}): Promise<HttpAnswer> =>
    client.call({ method: 'POST', path, form, headers });
  /** Each from an address of its own, behind the proxy that the test is. */
  const begin = async (form: Form = {}, address = deviceAddress((place += 1))): Promise<Codes> => {
    const headers = { 'x-forwarded-for': address };
    const begun = await ask('/oauth/device_authorization', { client_id: 'radio', ...form }, headers);
    expect([begun.status, begun.text]).toEqual([200, expect.stringContaining('device_code')]);
    return begun.body as unknown as Codes;
  };
  const poll = (codes: Codes, form: Form = {}): Promise<HttpAnswer> =>
    ask('/oauth/token', {
      grant_type: DEVICE_GRANT,
      client_id: 'radio',
      device_code: codes.device_code,
      ...form,
    });
  const errorOf = ({ status, body }: HttpAnswer): readonly unknown[] => [status, body['error']];
  /** As if the device had waited as long as it is told to. */
  const wait = (): Promise<unknown> => system.query('update pairing.device_requests set polled_at = null');

  describe.each(['openid-client', 'oauth4webapi'])('%s', (library) => {
    it('pairs a device unchanged, over TLS, and renews its token', async () => {
      const child = fork(join('test/e2e/oauth', `${library}.mjs`), [system.baseUrl], {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
      });
      const exit = once(child, 'exit');
      const [{ codes }] = (await once(child, 'message')) as [{ codes: Codes }];
      expect(codes).toMatchObject({
        user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
        verification_uri: `${system.baseUrl}/code`,
        expires_in: 600,
        interval: 2,
      });
      const taken = await take(codes.user_code.toLowerCase().replace('-', ' '));
      expect(taken.body).toMatchObject({
        state: 'DeviceConnected',
        approval: 'device_code',
        attemptsLeft: null,
        otherNetwork: null,
        device: { name: library === 'openid-client' ? 'Kitchen radio' : 'Build machine' },
      });
      const { pairingId } = taken.body;
      expect((await approve(pairingId)).body).toMatchObject({ state: 'DeviceRegistered' });
      const [{ tokens, renewed }] = (await once(child, 'message')) as [
        Record<string, Record<string, unknown>>,
      ];
      await exit;
      const scope = library === 'openid-client' ? 'mesh:read mesh:connect' : 'mesh:read';
      expect(tokens).toMatchObject({ token_type: 'bearer', scope, expires_in: expect.any(Number) });
      expect(renewed).toMatchObject({ token_type: 'bearer', scope });
      expect(renewed?.['refresh_token']).not.toBe(tokens?.['refresh_token']);

      const me = await client.call({ path: '/me', bearer: String(renewed?.['access_token']) });
      expect([me.status, me.body.id]).toEqual([200, tokens?.['node_id']]);
      const { body } = await asOwner('GET', `/audit/events?pairingId=${String(pairingId)}`);
      expect((body['items'] as { type: string }[]).map(({ type }) => type)).toEqual([
        'TokenCreated',
        'DeviceScanned',
        'PinVerified',
        'DeviceRegistered',
      ]);
      const form = { token: String(tokens?.['peer_token']) };
      const introspected = await client.call({
        method: 'POST',
        path: '/tokens/introspect',
        bearer: system.ownerKey,
        form,
      });
      expect(introspected.body).toMatchObject({ active: true, token_use: 'peer', scope });
    });
  });

  it('are told what the mesh can do, as RFC 8414 says', async () => {
    const { body } = await client.call({ path: '/.well-known/oauth-authorization-server' });
    expect(body).toMatchObject({
      issuer: system.baseUrl,
      token_endpoint: `${system.baseUrl}/oauth/token`,
      device_authorization_endpoint: `${system.baseUrl}/oauth/device_authorization`,
      grant_types_supported: [DEVICE_GRANT, 'refresh_token'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['none'],
    });
  });

  describe('are refused as RFC 8628 §3.5 says', () => {
    it('authorization_pending before the owner has let them in, and slow_down when they ask too fast', async () => {
      const codes = await begin();
      expect(errorOf(await poll(codes))).toEqual([400, 'authorization_pending']);
      expect(errorOf(await poll(codes))).toEqual([400, 'slow_down']);
      const [slowed] = await system.query('select max(poll_seconds) as seconds from pairing.device_requests');
      expect(slowed).toEqual({ seconds: 7 });
      await wait();
      expect(errorOf(await poll(codes))).toEqual([400, 'authorization_pending']);
      const { body } = await take(codes.user_code);
      await wait();
      expect(errorOf(await poll(codes))).toEqual([400, 'authorization_pending']);
      expect((await approve(body.pairingId)).status).toBe(200);
      expect((await poll(codes)).body).toMatchObject({
        token_type: 'Bearer',
        scope: 'mesh:read mesh:connect',
      });
    });

    it('access_denied when the owner has denied them, and their code leads nowhere any more', async () => {
      const codes = await begin();
      const { body } = await take(codes.user_code);
      await asOwner('POST', `/pairing/${String(body.pairingId)}/deny`);
      expect(errorOf(await poll(codes))).toEqual([400, 'access_denied']);
      expect((await take(codes.user_code)).body['code']).toBe('code_not_found');
    });

    it('expired_token when nobody has typed the code in time, which then leads nowhere', async () => {
      const codes = await begin();
      await system.query(`update pairing.device_requests set expires_at = now() - interval '1 s'`);
      expect(errorOf(await poll(codes))).toEqual([400, 'expired_token']);
      expect((await take(codes.user_code)).body['code']).toBe('code_not_found');
    });

    it('invalid_grant for codes that are none, of another client, or used', async () => {
      const codes = await begin();
      const unknown = { ...codes, device_code: 'A'.repeat(43) };
      expect(errorOf(await poll(unknown))).toEqual([400, 'invalid_grant']);
      expect(errorOf(await poll({ ...codes, device_code: 'x' }))).toEqual([400, 'invalid_grant']);
      expect(errorOf(await poll(codes, { client_id: 'another' }))).toEqual([400, 'invalid_grant']);
      const { body } = await take(codes.user_code);
      await approve(body.pairingId);
      const tokens = await poll(codes);
      // An answer that was lost is given again, until the session is used.
      expect((await poll(codes)).body).toEqual(tokens.body);
      await client.call({ path: '/me', bearer: String(tokens.body['access_token']) });
      expect(errorOf(await poll(codes))).toEqual([400, 'invalid_grant']);
    });
  });

  it.each([
    ['invalid_client', 401, {}, { authorization: `Basic ${btoa('radio:secret')}` }],
    ['invalid_client', 401, { client_secret: 'secret' }, {}],
    ['invalid_client', 401, { client_id: '\u0007' }, {}],
    ['invalid_request', 400, { client_id: '' }, {}],
    ['unsupported_grant_type', 400, { grant_type: 'password' }, {}],
    ['unsupported_grant_type', 400, { grant_type: 'constructor' }, {}],
    ['invalid_grant', 400, { grant_type: 'refresh_token', refresh_token: 'mpr_a_0_b' }, {}],
    ['invalid_request', 400, { grant_type: 'refresh_token' }, {}],
  ] as const)('are refused with %s (%i) for %j %j', async (error, status, form, headers) => {
    const whole = { grant_type: DEVICE_GRANT, client_id: 'radio', device_code: 'A'.repeat(43), ...form };
    const answer = await ask('/oauth/token', whole, headers);
    expect(errorOf(answer)).toEqual([status, error]);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      ...('authorization' in headers && { 'www-authenticate': 'Basic realm="meshpair"' }),
    });
  });

  it('are refused in the same form for repeated fields, and for scopes that no device asks for', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const twice = { method: 'POST', path: '/oauth/token', text: 'client_id=a&client_id=b', headers: type };
    expect(errorOf(await client.call(twice))).toEqual([400, 'invalid_request']);
    const scope = { client_id: 'radio', scope: 'mesh:read owner' };
    expect(errorOf(await ask('/oauth/device_authorization', scope))).toEqual([400, 'invalid_scope']);
    // What nobody here knows is passed over (RFC 6749 §3.2).
    await begin({ resource: 'https://example.com' });
  });

  it('renew once by each refresh token; a used one ends what the node has', async () => {
    const codes = await begin();
    const { body } = await take(codes.user_code);
    await approve(body.pairingId);
    const first = (await poll(codes)).body;
    const renew = (token: unknown): Promise<HttpAnswer> =>
      ask('/oauth/token', { grant_type: 'refresh_token', client_id: 'radio', refresh_token: String(token) });
    const second = (await renew(first['refresh_token'])).body;
    expect(second['access_token']).toBe(first['access_token']);
    // Its answer was lost.
    expect((await renew(first['refresh_token'])).body['refresh_token']).toBe(second['refresh_token']);
    const third = (await renew(second['refresh_token'])).body;
    expect(third['refresh_token']).not.toBe(second['refresh_token']);
    expect(errorOf(await renew(first['refresh_token']))).toEqual([400, 'invalid_grant']);
    expect(errorOf(await renew(third['refresh_token']))).toEqual([400, 'invalid_grant']);
    const me = await client.call({ path: '/me', bearer: String(first['access_token']) });
    expect(me.status).toBe(401);
    await waitFor(
      async () =>
        (await asOwner('GET', '/audit/events?type=TokenRevoked')).text.includes(String(first['node_id'])),
      { message: 'the trail tells that the session has ended' },
    );
  });

  it('that prove a key get tokens that are bound to it, and renew them with it only (RFC 9449)', async () => {
    const [own, other] = [makeDeviceKey(), makeDeviceKey()];
    const codes = await begin();
    const { body } = await take(codes.user_code);
    await approve(body.pairingId);
    const url = `${system.baseUrl}/oauth/token`;
    const proof = (change: Partial<Parameters<typeof own.dpopFor>[0]> = {}, key = own): Form => ({
      dpop: key.dpopFor({ method: 'POST', url, ...change }),
    });
    const form = { client_id: 'radio', grant_type: DEVICE_GRANT, device_code: codes.device_code };
    const used = proof();
    const tokens = await ask('/oauth/token', form, used);
    expect(tokens.body).toMatchObject({ token_type: 'DPoP' });
    const isNoProof = async (headers: Form): Promise<void> =>
      expect(errorOf(await ask('/oauth/token', form, headers))).toEqual([400, 'invalid_dpop_proof']);
    await isNoProof(used);
    await isNoProof(proof({ method: 'GET' }));
    await isNoProof(proof({ url: `${system.baseUrl}/oauth/other` }));
    await isNoProof(proof({ claims: { iat: Math.floor(Date.now() / 1000) - 3600 } }));
    await isNoProof({ dpop: 'no proof' });
    // Of another key, and of none.
    expect(errorOf(await ask('/oauth/token', form, proof({}, other)))).toEqual([400, 'invalid_grant']);
    expect(errorOf(await ask('/oauth/token', form))).toEqual([400, 'invalid_grant']);

    const refresh = {
      client_id: 'radio',
      grant_type: 'refresh_token',
      refresh_token: String(tokens.body['refresh_token']),
    };
    for (const headers of [{}, proof({}, other)])
      expect(errorOf(await ask('/oauth/token', refresh, headers))).toEqual([400, 'invalid_grant']);
    const renewed = await ask('/oauth/token', refresh, proof());
    expect(renewed.body).toMatchObject({ token_type: 'DPoP', access_token: tokens.body['access_token'] });
    const token = String(renewed.body['access_token']);
    const me = { path: '/me', headers: { authorization: `DPoP ${token}` } };
    const dpop = own.dpopFor({ method: 'GET', url: `${system.baseUrl}/me`, token });
    expect((await client.call({ ...me, headers: { ...me.headers, dpop } })).status).toBe(200);
    expect((await client.call({ path: '/me', bearer: token })).status).toBe(401);
  });

  it('that show a PIN are let in by it, and by nothing else', async () => {
    const { pin, ...codes } = await begin({ shows_pin: 'true' });
    const { body } = await take(codes.user_code);
    expect(body).toMatchObject({ approval: null, attemptsLeft: 5 });
    const { pairingId } = body;
    expect((await approve(pairingId)).body['code']).toBe('pin_required');
    const [wrong] = wrongPins(String(pin), 1);
    expect((await asOwner('POST', '/pairing/verify', { pairingId, pin: wrong })).body['code']).toBe(
      'invalid_pin',
    );
    expect((await asOwner('POST', '/pairing/verify', { pairingId, pin })).body['state']).toBe(
      'DeviceRegistered',
    );
    expect((await poll(codes)).body).toMatchObject({ token_type: 'Bearer' });
  });

  it('in another network than the console are not let in, unless its owner allows that', async () => {
    const far = '203.0.113.9';
    const refused = await begin({}, far);
    const { body } = await take(refused.user_code);
    expect(body).toMatchObject({ otherNetwork: 'refused', device: { ip: far } });
    expect((await approve(body.pairingId)).body['code']).toBe('other_network');
    const withPin = await begin({ shows_pin: 'true' }, far);
    const { pairingId } = (await take(withPin.user_code)).body;
    const verified = await asOwner('POST', '/pairing/verify', { pairingId, pin: withPin['pin'] });
    expect(verified.body['code']).toBe('other_network');

    const rule = { otherNetworks: true, fillFromLink: false };
    expect((await asOwner('GET', '/owner/device-codes')).body).toEqual({ ...rule, otherNetworks: false });
    expect((await asOwner('PUT', '/owner/device-codes', rule)).body).toEqual(rule);
    const allowed = await begin({}, far);
    const taken = (await take(allowed.user_code)).body;
    expect(taken).toMatchObject({ otherNetwork: 'allowed' });
    expect((await approve(taken.pairingId)).body['state']).toBe('DeviceRegistered');
    await asOwner('PUT', '/owner/device-codes', { ...rule, otherNetworks: false });
  });

  it('become the pairing of who types the code first, and of nobody else', async () => {
    const codes = await begin();
    const [one, again] = await Promise.all([take(codes.user_code), take(codes.user_code)]);
    expect(one.body['pairingId']).toBe(again.body['pairingId']);
    expect([one.status, again.status]).toEqual([200, 200]);
    const other = await asOwner('POST', '/owners', { name: 'Another' });
    const byOther = (code: string): Promise<HttpAnswer> =>
      client.call({
        method: 'POST',
        path: '/pairing/take',
        json: { code },
        bearer: String(other.body['key']),
      });
    const late = await byOther(codes.user_code);
    expect([late.status, late.body['code']]).toEqual([404, 'code_not_found']);
    for (let count = 0; count < 5; count += 1) {
      const { user_code: code } = await begin();
      const answers = await Promise.all([take(code), byOther(code)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    }
  });

  it('may wait ten at a time at one address, and leave nothing of their codes in the tables', async () => {
    const address = '198.51.100.7';
    const begun: Codes[] = [];
    for (let count = 0; count < 10; count += 1) begun.push(await begin({ shows_pin: 'true' }, address));
    const headers = { 'x-forwarded-for': address };
    const eleventh = await ask('/oauth/device_authorization', { client_id: 'radio' }, headers);
    expect(errorOf(eleventh)).toEqual([429, 'temporarily_unavailable']);
    expect(Number(eleventh.headers['retry-after'])).toBeGreaterThan(500);
    await begin();
    const dump = `${await system.dumpDatabase()}${system.logs()}`;
    for (const { device_code, user_code, pin } of begun) {
      expect(dump).not.toContain(device_code);
      expect(dump).not.toContain(user_code);
      expect(dump).not.toMatch(new RegExp(`\\b${String(pin)}\\b`));
    }
  });

  it('are let in from the terminal too, by who reads the code there', async () => {
    const environment = { MESHPAIR_URL: system.baseUrl, MESHPAIR_OWNER_KEY: system.ownerKey };
    const run = async (...args: string[]): Promise<readonly unknown[]> => {
      const terminal = new Terminal(['approve', '--ca', caFile, ...args], environment);
      return [await terminal.exited, terminal.output];
    };
    const codes = await begin({ device_name: 'Terminal radio' });
    expect(await run('--yes', codes.user_code.toLowerCase())).toEqual([
      0,
      expect.stringMatching(/Terminal radio .*on the same network.*is a node of the mesh now/s),
    ]);
    expect((await poll(codes)).body).toMatchObject({ token_type: 'Bearer' });
    const far = await begin({}, '203.0.113.9');
    expect(await run('--yes', far.user_code)).toEqual([4, expect.stringContaining('another network')]);
    expect(errorOf(await poll(far))).toEqual([400, 'access_denied']);
    expect((await run('nonsense'))[0]).toBe(2);
  });

  it('send their owner to the console, with the code behind the #', async () => {
    const open = async (path: string): Promise<readonly unknown[]> => {
      const { status, headers } = await client.call({ path });
      return [status, headers['location']];
    };
    expect(await open('/code')).toEqual([303, '/#code']);
    expect(await open('/code?user_code=wdjbmjht')).toEqual([303, '/#code=WDJB-MJHT']);
    expect((await open('/code?user_code=https://evil.example'))[0]).toBe(400);
  });
});
