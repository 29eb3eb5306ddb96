import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addOwner,
  auditTrail,
  claim,
  connect,
  deviceAddress,
  type Flow,
  type HttpAnswer,
  type HttpCall,
  HttpClient,
  pairDevice,
  readPairing,
  readStream,
  type RunningSystem,
  start,
  startSystem,
  verify,
  wrongPins,
} from '@meshpair/testing';

const SCRIPT = '<script>alert(1)</script>';
const QUOTES = `"'><img src=x onerror=alert(1)>`;

const codeOf = ({ status, body }: HttpAnswer): readonly unknown[] => [status, body.code];
const nodeIdOf = (flow: Flow): string => String((flow.claim.body.node as { id: string }).id);

describe('owners, proxies and addresses', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let secondKey: string;
  const key = (): string => system.ownerKey;

  beforeAll(async () => {
    system = await startSystem({
      settings: { TRUST_PROXY: '127.0.0.1', RATE_LIMITS: 'off', HOST_NODE_NAME: `${SCRIPT} "Bob's"` },
    });
    secondKey = await addOwner(system, 'second');
    client = new HttpClient(system.baseUrl);
  });

  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  const asOwner = (call: HttpCall): Promise<HttpAnswer> => client.call({ ...call, bearer: key() });
  const asSecond = (call: HttpCall): Promise<HttpAnswer> => client.call({ ...call, bearer: secondKey });
  const asDevice = (sessionToken: string, call: HttpCall): Promise<HttpAnswer> =>
    client.call({ ...call, bearer: sessionToken });

  /** A device at an address of its own, for one step. */
  const from = async <T>(address: string, step: (device: HttpClient) => Promise<T>): Promise<T> => {
    const device = new HttpClient(system.baseUrl, address, 1);
    try {
      return await step(device);
    } finally {
      device.close();
    }
  };

  const pairingOf = (pairingId: string): Promise<HttpAnswer['body']> => readPairing(client, key(), pairingId);

  describe('another owner', () => {
    it('neither sees nor moves a pairing, and uses up none of its PIN attempts', async () => {
      const { pairingId, token } = await start(client, key());
      const { pin } = await connect(client, token);
      const before = await pairingOf(pairingId);
      const [wrong = ''] = wrongPins(pin, 1);

      for (const call of [
        { path: `/pairing/${pairingId}` },
        { path: `/pairing/${pairingId}/events` },
        { path: `/pairing/${pairingId}`, method: 'DELETE' },
        { path: `/pairing/${pairingId}/deny`, method: 'POST' },
      ]) {
        expect(codeOf(await asSecond(call))).toEqual([404, 'not_found']);
      }
      for (const guess of [pin, wrong]) {
        expect(codeOf(await verify(client, secondKey, { pairingId, pin: guess }))).toEqual([
          404,
          'not_found',
        ]);
        const byToken = await verify(client, secondKey, { token, pin: guess });
        expect(codeOf(byToken)).toEqual([404, 'token_not_found']);
      }
      for (const path of ['/pairing', '/pairing?state=open', '/audit/events']) {
        expect((await asSecond({ path })).body).toEqual({ items: [], nextCursor: null });
      }
      const audit = await asSecond({ path: `/audit/events?pairingId=${pairingId}` });
      expect(audit.body).toEqual({ items: [], nextCursor: null });

      expect(await pairingOf(pairingId)).toEqual(before);
      expect(before).toMatchObject({ state: 'DeviceConnected', attemptsLeft: 5 });
    });

    it('neither sees nor changes a node or its tokens', async () => {
      const flow = await pairDevice(system.baseUrl, client, key(), 1);
      const { sessionToken, peerToken } = flow.secrets;
      const path = `/nodes/${nodeIdOf(flow)}`;
      const before = (await asOwner({ path })).body;

      for (const call of [
        { path },
        { path, method: 'PATCH', json: { name: 'Taken', permissions: ['mesh:admin'] } },
        { path, method: 'DELETE' },
      ]) {
        expect(codeOf(await asSecond(call))).toEqual([404, 'not_found']);
      }
      expect((await asSecond({ path: '/nodes' })).body).toEqual({ items: [], nextCursor: null });
      const query = `{ nodes { id } nodePage { items { id } } node(id: "${nodeIdOf(flow)}") { id } }`;
      const graphql = await asSecond({ path: '/graphql', method: 'POST', json: { query } });
      expect(graphql.body).toEqual({ data: { nodes: [], nodePage: { items: [] }, node: null } });
      for (const token of [sessionToken, peerToken]) {
        const seen = await asSecond({ path: '/tokens/introspect', method: 'POST', form: { token } });
        expect(seen.body).toEqual({ active: false });
        const revoked = await asSecond({ path: '/tokens/revoke', method: 'POST', form: { token } });
        expect(revoked.status).toBe(200);
        const own = await asOwner({ path: '/tokens/introspect', method: 'POST', form: { token } });
        expect(own.body.active).toBe(true);
      }
      expect((await asOwner({ path })).body).toEqual(before);
    });

    it('pairs the same device at the same address as a node of its own', async () => {
      const nodeId = 'shared-phone';
      const pairFor = async (ownerKey: string): Promise<HttpAnswer> => {
        const { pairingId, token } = await start(client, ownerKey);
        const { pin } = await from(deviceAddress(2), (device) =>
          connect(device, token, 'Shared', { nodeId }),
        );
        return verify(client, ownerKey, { pairingId, pin });
      };
      expect((await pairFor(key())).body).toMatchObject({ state: 'DeviceRegistered', nodeId });
      const first = (await asOwner({ path: `/nodes/${nodeId}` })).body;
      expect((await pairFor(secondKey)).body).toMatchObject({ state: 'DeviceRegistered', nodeId });
      expect((await asOwner({ path: `/nodes/${nodeId}` })).body).toEqual(first);
      expect((await asSecond({ path: `/nodes/${nodeId}`, method: 'DELETE' })).status).toBe(204);
      expect((await asOwner({ path: `/nodes/${nodeId}` })).body).toEqual(first);
    });
  });

  describe('X-Forwarded-For', () => {
    const addressOf = async (caller: string, forwarded: string): Promise<unknown> => {
      const { pairingId, token } = await start(client, key());
      const json = { token, device: { name: 'Phone' } };
      const headers = { 'x-forwarded-for': forwarded };
      const call = { path: '/pairing/connect', method: 'POST', json, headers };
      const connected = await from(caller, (device) => device.call(call));
      expect(connected.status).toBe(200);
      return (await pairingOf(pairingId)).device;
    };

    it.each([
      ['counts from a listed address', '127.0.0.1', '203.0.113.7', '203.0.113.7'],
      ['counts as an IPv6 address', '127.0.0.1', '2001:db8::7', '2001:db8::7'],
      ['counts without the port that a proxy tells', '127.0.0.1', '203.0.113.7:4711', '203.0.113.7'],
      ['counts without brackets and port', '127.0.0.1', '[2001:DB8::8]:443', '2001:db8::8'],
      ['counts only up to what the proxy saw', '127.0.0.1', '198.51.100.1, 203.0.113.8', '203.0.113.8'],
      ['does not count when it is no address', '127.0.0.1', 'nonsense', '127.0.0.1'],
      ['does not count from any other address', '127.0.0.9', '203.0.113.7', '127.0.0.9'],
      [
        'does not count from another that names the proxy',
        '127.0.0.9',
        '203.0.113.7, 127.0.0.1',
        '127.0.0.9',
      ],
    ])('%s', async (_promise, caller, forwarded, ip) => {
      expect(await addressOf(caller, forwarded)).toMatchObject({ ip });
    });

    it('counts for the join page too', async () => {
      const { pairingId, token } = await start(client, key());
      const headers = { 'x-forwarded-for': '203.0.113.9', accept: 'text/html' };
      const form = { token, name: 'Phone' };
      expect((await client.call({ path: '/join', method: 'POST', form, headers })).status).toBe(200);
      expect((await pairingOf(pairingId)).device).toMatchObject({ ip: '203.0.113.9' });
    });
  });

  describe('the pages', () => {
    const headers = { accept: 'text/html', 'user-agent': SCRIPT };
    const expectNoMarkup = ({ text }: HttpAnswer): void =>
      expect(text).not.toMatch(/<script>|<img|alert\(1\)<\/script/);

    it.each([SCRIPT, QUOTES])('keeps the device name %s as text', async (name) => {
      const { pairingId, token } = await start(client, key());
      const join = (form: Record<string, string>): Promise<HttpAnswer> =>
        client.call({ path: '/join', method: 'POST', form, headers });
      const form = await client.call({ path: `/join?token=${token}`, headers });
      expect(form.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;Bob&#39;s&quot;');
      expectNoMarkup(form);
      const tooLong = await join({ token, name: name.repeat(9) });
      expect(tooLong.status).toBe(400);
      expectNoMarkup(tooLong);
      const joined = await join({ token, name });
      expect(joined.status).toBe(200);
      expectNoMarkup(joined);
      expectNoMarkup(await join({ token, name }));
      const read = await asOwner({ path: `/pairing/${pairingId}` });
      expect(read.body.device).toMatchObject({ name });
      expect(read.headers).toMatchObject({
        'content-type': expect.stringContaining('application/json'),
        'x-content-type-options': 'nosniff',
      });
    });
  });

  describe('an address', () => {
    const nodeCount = async (): Promise<number> =>
      ((await asOwner({ path: '/nodes?limit=500' })).body.items as unknown[]).length;

    it('is refused to a second device, by the name of the first, and its pairing stays open', async () => {
      const first = await pairDevice(system.baseUrl, client, key(), 10);
      const before = await nodeCount();
      const second = await pairDevice(system.baseUrl, client, key(), 10);
      const existingDevice = { id: nodeIdOf(first), name: 'Phone 10' };
      expect(codeOf(second.verify)).toEqual([409, 'ip_conflict']);
      expect(second.verify.body).toMatchObject({ existingDevice, ip: deviceAddress(10) });
      expect(codeOf(second.claim)).toEqual([409, 'not_registered_yet']);
      expect(await pairingOf(second.pairingId)).toMatchObject({
        state: 'DeviceConnected',
        attemptsLeft: 5,
        existingDevices: [existingDevice],
      });
      const events = (await readStream(system.natsUrl)).filter(({ subject }) => subject === second.pairingId);
      expect(events.map(({ type }) => type)).toEqual(['TokenCreated', 'DeviceScanned', 'PinGenerated']);
      expect(events[1]?.data).toMatchObject({ existingDevices: [existingDevice] });
      expect(await nodeCount()).toBe(before);
      expect((await asDevice(first.secrets.sessionToken, { path: '/me' })).status).toBe(200);
    });

    it('is shared by two devices, or passed from one to the other, as the owner chooses with the PIN', async () => {
      const first = await pairDevice(system.baseUrl, client, key(), 20);
      const second = await pairDevice(system.baseUrl, client, key(), 20);
      const choose = (flow: Flow, choice: object): Promise<HttpAnswer> =>
        verify(client, key(), { pairingId: flow.pairingId, pin: flow.secrets.pin, ...choice });
      expect((await choose(second, { onIpConflict: 'allow' })).body.state).toBe('DeviceRegistered');
      const before = await nodeCount();

      const third = await pairDevice(system.baseUrl, client, key(), 20);
      const choice = { onIpConflict: 'replace', replaceNodeId: nodeIdOf(first) };
      expect((await choose(third, choice)).body.state).toBe('DeviceRegistered');
      expect(await nodeCount()).toBe(before);
      expect((await asDevice(first.secrets.sessionToken, { path: '/me' })).status).toBe(401);
      const kept = await from(deviceAddress(20), (device) =>
        claim(device, second.pairingId, second.secrets.claimSecret),
      );
      expect((await asDevice(String(kept.body.sessionToken), { path: '/me' })).status).toBe(200);
      await auditTrail(client, key(), third.pairingId, 5);
      const audit = await asOwner({
        path: `/audit/events?pairingId=${third.pairingId}&type=DeviceRegistered`,
      });
      expect(audit.body.items).toMatchObject([{ data: { replacedNodeId: nodeIdOf(first) } }]);
    });

    it('is taken from neither the host nor another owner’s device', async () => {
      const theirs = await pairDevice(system.baseUrl, client, secondKey, 21);
      const host = (
        (await asOwner({ path: '/nodes?limit=500' })).body.items as { id: string; role: string }[]
      ).find(({ role }) => role === 'host');
      const mine = await pairDevice(system.baseUrl, client, key(), 21);
      expect(mine.verify.body.state).toBe('DeviceRegistered');
      const next = await pairDevice(system.baseUrl, client, key(), 21);
      const choose = (replaceNodeId: unknown): Promise<HttpAnswer> =>
        verify(client, key(), {
          pairingId: next.pairingId,
          pin: next.secrets.pin,
          onIpConflict: 'replace',
          replaceNodeId: String(replaceNodeId),
        });
      const ofHost = await choose(host?.id);
      expect(codeOf(ofHost)).toEqual([400, 'invalid_request']);
      expect(ofHost.body.errors).toMatchObject([{ field: 'replaceNodeId' }]);
      expect((await choose(nodeIdOf(theirs))).body).toMatchObject({
        code: 'ip_conflict',
        existingDevice: { id: nodeIdOf(mine) },
      });
      expect((await asSecond({ path: `/nodes/${nodeIdOf(theirs)}` })).status).toBe(200);
      expect(await pairingOf(next.pairingId)).toMatchObject({ state: 'DeviceConnected', attemptsLeft: 5 });
    });

    it.each([
      [{ onIpConflict: 'replace' }, 'replaceNodeId'],
      [{ replaceNodeId: 'somebody' }, 'replaceNodeId'],
      [{ onIpConflict: 'perhaps' }, 'onIpConflict'],
    ])('is not fought over with %j: %s is wrong, and nothing changes', async (choice, field) => {
      const { pairingId, token } = await start(client, key());
      const { pin } = await connect(client, token);
      const before = await pairingOf(pairingId);
      for (const typed of [pin, ...wrongPins(pin, 1)]) {
        const answer = await verify(client, key(), { pairingId, pin: typed, ...choice });
        expect(codeOf(answer)).toEqual([400, 'invalid_request']);
        expect(answer.body.errors).toMatchObject([{ field }]);
      }
      expect(await pairingOf(pairingId)).toEqual(before);
    });
  });
});
