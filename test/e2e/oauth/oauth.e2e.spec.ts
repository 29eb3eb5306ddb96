import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HttpAnswer, waitFor, wrongPins } from '@meshpair/testing';
import { Terminal } from '../terminal/terminal.js';
import { bindsItsTokens } from './bound-tokens.js';
import { type Codes, DEVICE_GRANT, errorOf, OAuthMesh } from './oauth-mesh.js';
import { pairsByLibrary } from './paired-by-library.js';

describe('devices that know OAuth', () => {
  let mesh: OAuthMesh;

  beforeAll(async () => {
    mesh = await OAuthMesh.start();
  });

  afterAll(() => mesh?.stop());

  describe.each(['openid-client', 'oauth4webapi'])('%s', (library) => {
    it('pairs a device unchanged, over TLS, and renews its token', async () => {
      await pairsByLibrary(mesh, library);
    });
  });

  it('are told what the mesh can do, as RFC 8414 says', async () => {
    const { body } = await mesh.client.call({ path: '/.well-known/oauth-authorization-server' });
    expect(body).toMatchObject({
      issuer: mesh.system.baseUrl,
      token_endpoint: `${mesh.system.baseUrl}/oauth/token`,
      device_authorization_endpoint: `${mesh.system.baseUrl}/oauth/device_authorization`,
      grant_types_supported: [DEVICE_GRANT, 'refresh_token'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['none'],
    });
  });

  describe('are refused as RFC 8628 §3.5 says', () => {
    it('authorization_pending before the owner has let them in, and slow_down when they ask too fast', async () => {
      const codes = await mesh.begin();
      expect(errorOf(await mesh.poll(codes))).toEqual([400, 'authorization_pending']);
      expect(errorOf(await mesh.poll(codes))).toEqual([400, 'slow_down']);
      const [slowed] = await mesh.system.query(
        'select max(poll_seconds) as seconds from pairing.device_requests',
      );
      expect(slowed).toEqual({ seconds: 7 });
      await mesh.wait();
      expect(errorOf(await mesh.poll(codes))).toEqual([400, 'authorization_pending']);
      const { body } = await mesh.take(codes.user_code);
      await mesh.wait();
      expect(errorOf(await mesh.poll(codes))).toEqual([400, 'authorization_pending']);
      expect((await mesh.approve(body.pairingId)).status).toBe(200);
      expect((await mesh.poll(codes)).body).toMatchObject({
        token_type: 'Bearer',
        scope: 'mesh:read mesh:connect',
      });
    });

    it('access_denied when the owner has denied them, and their code leads nowhere any more', async () => {
      const codes = await mesh.begin();
      const { body } = await mesh.take(codes.user_code);
      await mesh.asOwner('POST', `/pairing/${String(body.pairingId)}/deny`);
      expect(errorOf(await mesh.poll(codes))).toEqual([400, 'access_denied']);
      expect((await mesh.take(codes.user_code)).body['code']).toBe('code_not_found');
    });

    it('expired_token when nobody has typed the code in time, which then leads nowhere', async () => {
      const codes = await mesh.begin();
      await mesh.system.query(`update pairing.device_requests set expires_at = now() - interval '1 s'`);
      expect(errorOf(await mesh.poll(codes))).toEqual([400, 'expired_token']);
      expect((await mesh.take(codes.user_code)).body['code']).toBe('code_not_found');
    });

    it('invalid_grant for codes that are none, of another client, or used', async () => {
      const codes = await mesh.begin();
      const unknown = { ...codes, device_code: 'A'.repeat(43) };
      expect(errorOf(await mesh.poll(unknown))).toEqual([400, 'invalid_grant']);
      expect(errorOf(await mesh.poll({ ...codes, device_code: 'x' }))).toEqual([400, 'invalid_grant']);
      expect(errorOf(await mesh.poll(codes, { client_id: 'another' }))).toEqual([400, 'invalid_grant']);
      const { body } = await mesh.take(codes.user_code);
      await mesh.approve(body.pairingId);
      const tokens = await mesh.poll(codes);
      // An answer that was lost is given again, until the session is used.
      expect((await mesh.poll(codes)).body).toEqual(tokens.body);
      await mesh.client.call({ path: '/me', bearer: String(tokens.body['access_token']) });
      expect(errorOf(await mesh.poll(codes))).toEqual([400, 'invalid_grant']);
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
    const answer = await mesh.ask('/oauth/token', whole, headers);
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
    expect(errorOf(await mesh.client.call(twice))).toEqual([400, 'invalid_request']);
    const scope = { client_id: 'radio', scope: 'mesh:read owner' };
    expect(errorOf(await mesh.ask('/oauth/device_authorization', scope))).toEqual([400, 'invalid_scope']);
    // What nobody here knows is passed over (RFC 6749 §3.2).
    await mesh.begin({ resource: 'https://example.com' });
  });

  it('renew once by each refresh token; a used one ends what the node has', async () => {
    const codes = await mesh.begin();
    const { body } = await mesh.take(codes.user_code);
    await mesh.approve(body.pairingId);
    const first = (await mesh.poll(codes)).body;
    const renew = (token: unknown): Promise<HttpAnswer> =>
      mesh.ask('/oauth/token', {
        grant_type: 'refresh_token',
        client_id: 'radio',
        refresh_token: String(token),
      });
    const second = (await renew(first['refresh_token'])).body;
    expect(second['access_token']).toBe(first['access_token']);
    // Its answer was lost.
    expect((await renew(first['refresh_token'])).body['refresh_token']).toBe(second['refresh_token']);
    const third = (await renew(second['refresh_token'])).body;
    expect(third['refresh_token']).not.toBe(second['refresh_token']);
    expect(errorOf(await renew(first['refresh_token']))).toEqual([400, 'invalid_grant']);
    expect(errorOf(await renew(third['refresh_token']))).toEqual([400, 'invalid_grant']);
    const me = await mesh.client.call({ path: '/me', bearer: String(first['access_token']) });
    expect(me.status).toBe(401);
    await waitFor(
      async () =>
        (await mesh.asOwner('GET', '/audit/events?type=TokenRevoked')).text.includes(
          String(first['node_id']),
        ),
      { message: 'the trail tells that the session has ended' },
    );
  });

  it('that prove a key get tokens that are bound to it, and renew them with it only (RFC 9449)', async () => {
    await bindsItsTokens(mesh);
  });

  it('that show a PIN are let in by it, and by nothing else', async () => {
    const { pin, ...codes } = await mesh.begin({ shows_pin: 'true' });
    const { body } = await mesh.take(codes.user_code);
    expect(body).toMatchObject({ approval: null, attemptsLeft: 5 });
    const { pairingId } = body;
    expect((await mesh.approve(pairingId)).body['code']).toBe('pin_required');
    const [wrong] = wrongPins(String(pin), 1);
    expect((await mesh.asOwner('POST', '/pairing/verify', { pairingId, pin: wrong })).body['code']).toBe(
      'invalid_pin',
    );
    expect((await mesh.asOwner('POST', '/pairing/verify', { pairingId, pin })).body['state']).toBe(
      'DeviceRegistered',
    );
    expect((await mesh.poll(codes)).body).toMatchObject({ token_type: 'Bearer' });
  });

  it('in another network than the console are not let in, unless its owner allows that', async () => {
    const far = '203.0.113.9';
    const refused = await mesh.begin({}, far);
    const { body } = await mesh.take(refused.user_code);
    expect(body).toMatchObject({ otherNetwork: 'refused', device: { ip: far } });
    expect((await mesh.approve(body.pairingId)).body['code']).toBe('other_network');
    const withPin = await mesh.begin({ shows_pin: 'true' }, far);
    const { pairingId } = (await mesh.take(withPin.user_code)).body;
    const verified = await mesh.asOwner('POST', '/pairing/verify', { pairingId, pin: withPin['pin'] });
    expect(verified.body['code']).toBe('other_network');

    const rule = { otherNetworks: true, fillFromLink: false };
    expect((await mesh.asOwner('GET', '/owner/device-codes')).body).toEqual({
      ...rule,
      otherNetworks: false,
    });
    expect((await mesh.asOwner('PUT', '/owner/device-codes', rule)).body).toEqual(rule);
    const allowed = await mesh.begin({}, far);
    const taken = (await mesh.take(allowed.user_code)).body;
    expect(taken).toMatchObject({ otherNetwork: 'allowed' });
    expect((await mesh.approve(taken.pairingId)).body['state']).toBe('DeviceRegistered');
    await mesh.asOwner('PUT', '/owner/device-codes', { ...rule, otherNetworks: false });
  });

  it('become the pairing of who types the code first, and of nobody else', async () => {
    const codes = await mesh.begin();
    const [one, again] = await Promise.all([mesh.take(codes.user_code), mesh.take(codes.user_code)]);
    expect(one.body['pairingId']).toBe(again.body['pairingId']);
    expect([one.status, again.status]).toEqual([200, 200]);
    const other = await mesh.asOwner('POST', '/owners', { name: 'Another' });
    const byOther = (code: string): Promise<HttpAnswer> =>
      mesh.client.call({
        method: 'POST',
        path: '/pairing/take',
        json: { code },
        bearer: String(other.body['key']),
      });
    const late = await byOther(codes.user_code);
    expect([late.status, late.body['code']]).toEqual([404, 'code_not_found']);
    for (let count = 0; count < 5; count += 1) {
      const { user_code: code } = await mesh.begin();
      const answers = await Promise.all([mesh.take(code), byOther(code)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    }
  });

  it('may wait ten at a time at one address, and leave nothing of their codes in the tables', async () => {
    const address = '198.51.100.7';
    const begun: Codes[] = [];
    for (let count = 0; count < 10; count += 1) begun.push(await mesh.begin({ shows_pin: 'true' }, address));
    const headers = { 'x-forwarded-for': address };
    const eleventh = await mesh.ask('/oauth/device_authorization', { client_id: 'radio' }, headers);
    expect(errorOf(eleventh)).toEqual([429, 'temporarily_unavailable']);
    expect(Number(eleventh.headers['retry-after'])).toBeGreaterThan(500);
    await mesh.begin();
    const dump = `${await mesh.system.dumpDatabase()}${mesh.system.logs()}`;
    for (const { device_code, user_code, pin } of begun) {
      expect(dump).not.toContain(device_code);
      expect(dump).not.toContain(user_code);
      expect(dump).not.toMatch(new RegExp(`\\b${String(pin)}\\b`));
    }
  });

  it('are let in from the terminal too, by who reads the code there', async () => {
    const environment = { MESHPAIR_URL: mesh.system.baseUrl, MESHPAIR_OWNER_KEY: mesh.system.ownerKey };
    const run = async (...args: string[]): Promise<readonly unknown[]> => {
      const terminal = new Terminal(['approve', '--ca', mesh.caFile, ...args], environment);
      return [await terminal.exited, terminal.output];
    };
    const codes = await mesh.begin({ device_name: 'Terminal radio' });
    expect(await run('--yes', codes.user_code.toLowerCase())).toEqual([
      0,
      expect.stringMatching(/Terminal radio .*on the same network.*is a node of the mesh now/s),
    ]);
    expect((await mesh.poll(codes)).body).toMatchObject({ token_type: 'Bearer' });
    const far = await mesh.begin({}, '203.0.113.9');
    expect(await run('--yes', far.user_code)).toEqual([4, expect.stringContaining('another network')]);
    expect(errorOf(await mesh.poll(far))).toEqual([400, 'access_denied']);
    expect((await run('nonsense'))[0]).toBe(2);
  });

  it('send their owner to the console, with the code behind the #', async () => {
    const open = async (path: string): Promise<readonly unknown[]> => {
      const { status, headers } = await mesh.client.call({ path });
      return [status, headers['location']];
    };
    expect(await open('/code')).toEqual([303, '/#code']);
    expect(await open('/code?user_code=wdjbmjht')).toEqual([303, '/#code=WDJB-MJHT']);
    expect((await open('/code?user_code=https://evil.example'))[0]).toBe(400);
  });
});
