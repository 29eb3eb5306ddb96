import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  auditTrail,
  claim,
  connect,
  deviceAddress,
  followPairing,
  type HttpAnswer,
  HttpClient,
  pairDevice,
  pinOf,
  readEventStream,
  type RunningSystem,
  start,
  startSystem,
  verify,
  waitFor,
  wrongPins,
} from '@meshpair/testing';

const ALL_EVENTS = ['TokenCreated', 'DeviceScanned', 'PinGenerated', 'PinVerified', 'DeviceRegistered'];

describe('a pairing over HTTP', () => {
  let system: RunningSystem;
  let owner: HttpClient;
  let device: HttpClient;
  const key = (): string => system.ownerKey;

  beforeAll(async () => {
    system = await startSystem();
    owner = new HttpClient(system.baseUrl);
    device = new HttpClient(system.baseUrl, deviceAddress(600));
  });

  afterAll(async () => {
    owner.close();
    device.close();
    await system.stop();
  });

  const asOwner = (method: string, path: string, json?: unknown): Promise<HttpAnswer> =>
    owner.call({ method, path, bearer: key(), json });

  it('makes a device a node, with tokens that work until the node is removed', async () => {
    const flow = await pairDevice(system.baseUrl, owner, key(), 1);
    expect(flow.verify.body).toMatchObject({
      success: true,
      pairingId: flow.pairingId,
      state: 'DeviceRegistered',
    });
    const { node } = flow.claim.body as { node: { id: string } };
    expect(node).toMatchObject({ id: flow.verify.body.nodeId, role: 'device', ip: deviceAddress(1) });
    expect((await asOwner('GET', `/nodes/${node.id}`)).body).toMatchObject(node);

    const { sessionToken, peerToken } = flow.secrets;
    const introspect = (token: string): Promise<HttpAnswer> =>
      owner.call({ method: 'POST', path: '/tokens/introspect', bearer: key(), form: { token } });
    expect((await introspect(peerToken)).body).toMatchObject({
      active: true,
      token_use: 'peer',
      sub: node.id,
    });
    expect((await introspect('nonsense')).body).toEqual({ active: false });

    const asDevice = (method: string, path: string, json?: unknown): Promise<HttpAnswer> =>
      device.call({ method, path, bearer: sessionToken, json });
    expect((await asDevice('GET', '/me')).body).toMatchObject({ id: node.id });
    expect((await asDevice('PATCH', '/me', { name: 'Renamed' })).body).toMatchObject({ name: 'Renamed' });
    expect((await asDevice('POST', '/me/heartbeat')).body.lastSeenAt).toEqual(expect.any(String));
    expect((await asDevice('GET', '/me/peers')).body.items).toMatchObject([{ role: 'host' }]);

    expect((await asOwner('DELETE', `/nodes/${node.id}`)).status).toBe(204);
    expect((await asOwner('GET', `/nodes/${node.id}`)).status).toBe(404);
    expect((await introspect(peerToken)).body).toEqual({ active: false });
    expect((await asDevice('GET', '/me')).status).toBe(401);
  });

  it('shows the same nodes by REST and by GraphQL', async () => {
    await pairDevice(system.baseUrl, owner, key(), 2);
    const { items } = (await asOwner('GET', '/nodes')).body as { items: Record<string, unknown>[] };
    const query = '{ nodes { id name ip status tags } }';
    const expected = {
      data: { nodes: items.map(({ id, name, ip, status, tags }) => ({ id, name, ip, status, tags })) },
    };
    expect((await asOwner('POST', '/graphql', { query })).body).toEqual(expected);
    expect((await asOwner('GET', `/graphql?query=${encodeURIComponent(query)}`)).body).toEqual(expected);
    expect((await owner.call({ method: 'POST', path: '/graphql', json: { query } })).status).toBe(401);
    const refused = await asOwner('POST', '/graphql', { query: 'mutation { x }' });
    expect(refused.status).toBe(400);
  });

  it('gives the tokens again until the session is used, then never', async () => {
    const { pairingId, secrets, claim: first } = await pairDevice(system.baseUrl, owner, key(), 3);
    expect((await claim(device, pairingId, secrets.claimSecret)).body.node).toEqual(first.body.node);
    await device.call({ path: '/me', bearer: secrets.sessionToken });
    const late = await claim(device, pairingId, secrets.claimSecret);
    expect([late.status, late.body.code]).toEqual([410, 'already_claimed']);
  });

  it('gives the tokens of what was registered before the registry knew claim secrets', async () => {
    const { pairingId, secrets, claim: first } = await pairDevice(system.baseUrl, owner, key(), 14);
    await system.query('update registry.registrations set claim_digest = null where pairing_id = $1', [
      pairingId,
    ]);
    const again = await claim(device, pairingId, secrets.claimSecret);
    expect([again.status, again.body.node]).toEqual([200, first.body.node]);
    const stranger = `${secrets.claimSecret.slice(0, -1)}${secrets.claimSecret.endsWith('A') ? 'E' : 'A'}`;
    expect((await claim(device, pairingId, stranger)).status).toBe(401);
  });

  it('renders a QR code only when asked', async () => {
    expect((await asOwner('POST', '/pairing/start', {})).body).not.toHaveProperty('qrSvg');
    const { body } = await asOwner('POST', '/pairing/start?qr=svg');
    expect(body.qrSvg).toContain('<svg');
    expect(new URL(String(body.qrUrl)).searchParams.get('token')).toBe(body.token);
  });

  it('pairs by the join page, which changes nothing before its button is pressed', async () => {
    const { pairingId, token } = await start(owner, key());
    const headers = { accept: 'text/html' };
    for (const method of ['GET', 'HEAD', 'GET']) {
      const page = await device.call({ method, path: `/join?token=${token}`, headers });
      expect(page.status).toBe(200);
      expect(page.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
      expect(page.headers['content-security-policy']).not.toContain('unsafe');
    }
    expect((await asOwner('GET', `/pairing/${pairingId}`)).body.state).toBe('TokenCreated');

    const form = { token, name: '<b>"Tablet"</b>' };
    const page = await device.call({ method: 'POST', path: '/join', form, headers });
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('<b>');
    const pin = pinOf(page);
    const cookie = page.headers['set-cookie']?.[0] ?? '';
    const claimSecret = cookie.split('.')[1] ?? '';
    const following = followPairing(device, pairingId, claimSecret);
    expect((await verify(owner, key(), { token, pin })).body.state).toBe('DeviceRegistered');
    expect((await following).map(({ event }) => event)).toEqual(ALL_EVENTS);

    const again = await device.call({ method: 'POST', path: '/join', form, headers });
    expect([again.status, again.headers['content-type']]).toEqual([409, 'text/html; charset=utf-8']);
    expect((await device.call({ method: 'POST', path: '/join', form })).body.code).toBe('already_connected');
  });

  it('ends by deny and by cancel, and tells the device why', async () => {
    for (const [method, suffix, reason] of [
      ['POST', '/deny', 'denied'],
      ['DELETE', '', 'cancelled'],
    ] as const) {
      const { pairingId, token } = await start(owner, key());
      const { pin, claimSecret } = await connect(device, token);
      const following = followPairing(device, pairingId, claimSecret);
      const ended = await asOwner(method, `/pairing/${pairingId}${suffix}`);
      expect([ended.status, ended.body.state, ended.body.reason]).toEqual([200, 'Failed', reason]);
      expect((await following).at(-1)).toMatchObject({ event: 'PairingFailed', data: { data: { reason } } });
      const late = await verify(owner, key(), { pairingId, pin });
      expect([late.status, late.body.code]).toEqual([409, 'invalid_transition']);
    }
  });

  it('counts wrong PINs down to none, and then refuses the right one', async () => {
    const { pairingId, token } = await start(owner, key());
    const { pin } = await connect(device, token);
    for (const [index, wrong] of wrongPins(pin, 5).entries()) {
      const { status, body } = await verify(owner, key(), { pairingId, pin: wrong });
      expect([status, body.code, body.attemptsLeft]).toEqual([400, 'invalid_pin', 4 - index]);
    }
    const { status, body } = await verify(owner, key(), { pairingId, pin });
    expect([status, body.code]).toEqual([409, 'attempts_exceeded']);
  });

  it('tells the owner of an IP conflict while the verify waits', async () => {
    await pairDevice(system.baseUrl, owner, key(), 4);
    const samePlace = new HttpClient(system.baseUrl, deviceAddress(4));
    const { pairingId, token } = await start(owner, key());
    const { pin } = await connect(samePlace, token);
    const { status, body } = await verify(owner, key(), { pairingId, pin });
    expect([status, body.code]).toEqual([409, 'ip_conflict']);
    expect(body).toMatchObject({ existingDevice: { name: 'Phone 4' }, ip: deviceAddress(4) });
    samePlace.close();
  });

  it('does not wait with wait=0', async () => {
    const { pairingId, token } = await start(owner, key());
    const other = new HttpClient(system.baseUrl, deviceAddress(5));
    const { pin, claimSecret } = await connect(other, token);
    const { status, body } = await verify(owner, key(), { pairingId, pin }, '?wait=0');
    expect([status, body.state]).toEqual([200, 'PinVerified']);
    await waitFor(async () => (await claim(other, pairingId, claimSecret)).status === 200);
    const again = await verify(owner, key(), { pairingId, pin });
    expect(again.body).toMatchObject({ state: 'DeviceRegistered', nodeId: body.nodeId });
    other.close();
  });

  it('streams a pairing to its owner, from where the client left off', async () => {
    const { pairingId } = await pairDevice(system.baseUrl, owner, key(), 6);
    const all = await followPairing(owner, pairingId, key());
    expect(all.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5']);
    expect(all.map(({ data }) => data.sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(await followPairing(owner, pairingId, key(), '3')).toEqual(all.slice(3));
    const path = `/pairing/${pairingId}/events`;
    const over = await owner.call({ path, bearer: key(), headers: { 'last-event-id': '5' } });
    expect([over.status, readEventStream(over.text)]).toEqual([204, []]);
    await auditTrail(owner, key(), pairingId, 5);
    const audit = await asOwner('GET', `/audit/events?pairingId=${pairingId}`);
    expect(audit.body).toEqual({ items: all.map(({ data }) => data), nextCursor: null });
  });

  it('pages through the audit events without losing or repeating one', async () => {
    const seen: unknown[] = [];
    for (let after = ''; ;) {
      const { body } = await asOwner('GET', `/audit/events?limit=7${after && `&after=${after}`}`);
      seen.push(...(body.items as { id: string }[]).map(({ id }) => id));
      if (body.nextCursor === null) break;
      after = body.nextCursor as string;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(30);
  });

  it('keeps a stranger out: another device, another secret, no credentials', async () => {
    const { pairingId, token } = await start(owner, key());
    const { pin } = await connect(device, token);
    const stranger = 'A'.repeat(43);
    expect((await verify(owner, token, { pairingId, pin })).status).toBe(401);
    expect((await owner.call({ path: `/pairing/${pairingId}` })).status).toBe(401);
    for (const path of [`/pairing/${pairingId}`, `/pairing/${pairingId}/events`]) {
      expect([401, 404]).toContain((await owner.call({ path, bearer: stranger })).status);
    }
    expect([401, 404]).toContain((await claim(device, pairingId, stranger)).status);
    expect((await asOwner('GET', '/pairing/no-such-pairing')).status).toBe(404);
    expect((await asOwner('DELETE', '/nodes/no-such-node')).status).toBe(404);
  });

  it('publishes the keys that its tokens are signed with', async () => {
    const { keys } = (await owner.call({ path: '/.well-known/jwks.json' })).body as { keys: object[] };
    expect(keys.length).toBeGreaterThan(0);
    for (const jwk of keys) expect(jwk).not.toHaveProperty('d');
  });

  it('is ready, and writes no secret into a log', async () => {
    expect((await owner.call({ path: '/health/ready' })).body).toEqual({ status: 'ok' });
    const { secrets } = await pairDevice(system.baseUrl, owner, key(), 7);
    await owner.call({ path: `/join?token=${secrets.token}` });
    for (const secret of Object.values(secrets)) expect(system.logs()).not.toContain(`${secret}`);
  });

  it('ends its streams and leaves when the gateway is stopped', async () => {
    const { pairingId } = await start(owner, key());
    const url = new URL(`/pairing/${pairingId}/events`, system.baseUrl);
    const stream = await fetch(url, { headers: { authorization: `Bearer ${key()}` } });
    await system.stopService('gateway');
    expect(readEventStream(await stream.text()).map(({ event }) => event)).toEqual(['TokenCreated']);
  });
});
