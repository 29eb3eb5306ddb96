import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  claim,
  connect,
  deviceAddress,
  type Flow,
  type HttpAnswer,
  type HttpCall,
  HttpClient,
  makeDeviceKey,
  pairDevice,
  type RunningSystem,
  start,
  startSystem,
  verify,
} from '@meshpair/testing';

const codeOf = ({ status, body }: HttpAnswer): readonly unknown[] => [status, body.code];

describe('a device’s tokens and its key', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let devices = 0;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' }, replicas: { registry: 2 } });
    client = new HttpClient(system.baseUrl);
  });

  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  const asOwner = (call: HttpCall): Promise<HttpAnswer> => client.call({ ...call, bearer: system.ownerKey });
  const asDevice = (sessionToken: string, call: HttpCall): Promise<HttpAnswer> =>
    client.call({ ...call, bearer: sessionToken });

  const pairNext = (): Promise<Flow> => pairDevice(system.baseUrl, client, system.ownerKey, (devices += 1));

  const paired = async (): Promise<{ sessionToken: string; peerToken: string }> => (await pairNext()).secrets;

  const refresh = (bearer: string | undefined, json?: unknown): Promise<HttpAnswer> =>
    client.call({ method: 'POST', path: '/tokens/refresh', bearer, json });

  const isActive = async (token: string): Promise<unknown> =>
    (
      await client.call({
        method: 'POST',
        path: '/tokens/introspect',
        bearer: system.ownerKey,
        form: { token },
      })
    ).body.active;

  describe('POST /tokens/refresh', () => {
    it('answers a new peer token for the session with the old one, for the old one, and for the session', async () => {
      const { sessionToken, peerToken } = await paired();
      const first = await refresh(sessionToken, { peerToken });
      expect(first).toMatchObject({
        status: 200,
        headers: { 'cache-control': 'no-store' },
        body: { tokenType: 'Bearer', expiresIn: 30 * 86_400, permissions: ['mesh:read', 'mesh:connect'] },
      });
      expect(Object.keys(first.body).sort()).toEqual(['expiresIn', 'peerToken', 'permissions', 'tokenType']);
      const second = await refresh(String(first.body.peerToken));
      const third = await refresh(sessionToken);
      const fourth = await refresh(sessionToken, {});
      const issued = [first, second, third, fourth].map(({ body }) => String(body.peerToken));
      expect(new Set([peerToken, ...issued]).size).toBe(5);
      expect(await Promise.all([peerToken, ...issued].map(isActive))).toEqual([
        false,
        false,
        false,
        false,
        true,
      ]);
    });

    it('of 20 at once with one token lets one win, and then trusts neither token nor session', async () => {
      const { sessionToken, peerToken } = await paired();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          index % 2 === 0 ? refresh(peerToken) : refresh(sessionToken, { peerToken }),
        ),
      );
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      const lost = answers.filter(({ status }) => status !== 200);
      expect(new Set(lost.map(({ status, body }) => `${status} ${String(body.code)}`))).toEqual(
        new Set(['401 unauthorized']),
      );
      const tokens = [sessionToken, peerToken, ...won.map(({ body }) => String(body.peerToken))];
      expect(await Promise.all(tokens.map(isActive))).toEqual([false, false, false]);
      for (const path of ['/me', '/me/peers']) {
        expect((await client.call({ path, bearer: sessionToken })).status).toBe(401);
      }
      expect((await refresh(sessionToken)).status).toBe(401);
    });

    it('refuses no bearer, an owner key, a foreign peer token and an unknown field', async () => {
      const [one, other] = [await paired(), await paired()];
      expect((await refresh(undefined)).status).toBe(401);
      expect((await refresh(system.ownerKey)).status).toBe(401);
      expect((await refresh(one.sessionToken, { peerToken: other.peerToken })).status).toBe(401);
      const named = [
        await refresh(one.sessionToken, { token: one.peerToken }),
        await refresh(one.sessionToken, { peerToken: 1 }),
        await refresh(one.peerToken, { peerToken: one.peerToken }),
      ].map(({ status, body }) => [status, body.code, (body.errors as { field: string }[])[0]?.field]);
      expect(named).toEqual([
        [400, 'invalid_request', 'token'],
        [400, 'invalid_request', 'peerToken'],
        [400, 'invalid_request', 'peerToken'],
      ]);
      expect(await Promise.all([one, other].map(({ peerToken }) => isActive(peerToken)))).toEqual([
        true,
        true,
      ]);
    });

    it('leaves no token in tables or logs', async () => {
      const { sessionToken, peerToken } = await paired();
      const next = String((await refresh(sessionToken, { peerToken })).body.peerToken);
      await refresh(peerToken);
      const written = `${await system.dumpDatabase()}${system.logs()}`;
      expect(written).toContain('a superseded peer token was presented');
      for (const token of [sessionToken, peerToken, next]) {
        expect(written).not.toContain(token.split('.')[2] ?? token);
      }
    });
  });

  describe('a device with a key', () => {
    const nodeId = 'keyed-phone';

    const connectWith = async (
      device: Readonly<Record<string, unknown>>,
      token: string,
    ): Promise<HttpAnswer> =>
      client.call({
        method: 'POST',
        path: '/pairing/connect',
        json: { token, device: { name: 'Keyed phone', nodeId, ...device } },
      });

    /** What becomes of the pairing of a device that says this of itself. */
    const pairWith = async (
      deviceOf: (token: string) => Readonly<Record<string, unknown>>,
    ): Promise<unknown> => {
      const { pairingId, token } = await start(client, system.ownerKey);
      const { body } = await connectWith(deviceOf(token), token);
      const verified = await verify(client, system.ownerKey, { pairingId, pin: String(body.pin) });
      const claimed = await claim(client, pairingId, String(body.claimSecret));
      return verified.status === 200 ? claimed.status : verified.body.code;
    };

    it('proves it when it connects, and must prove it from then on', async () => {
      const key = makeDeviceKey();
      const { publicKey } = key;
      const thief = makeDeviceKey();
      expect(await pairWith(() => ({ publicKey }))).toBe(200);
      expect(await pairWith((token) => ({ publicKey, proof: key.proofFor(token) }))).toBe(200);
      expect(await pairWith(() => ({ publicKey }))).toBe('identity_mismatch');
      expect(await pairWith((token) => ({ publicKey: thief.publicKey, proof: thief.proofFor(token) }))).toBe(
        'identity_mismatch',
      );
      expect(await pairWith((token) => ({ publicKey, proof: key.proofFor(token) }))).toBe(200);
    });

    it('is refused with a proof that does not hold, and may try again', async () => {
      const key = makeDeviceKey();
      const { token } = await start(client, system.ownerKey);
      const other = await start(client, system.ownerKey);
      const { publicKey } = key;
      for (const device of [
        { publicKey, proof: key.proofFor(other.token) },
        { publicKey: makeDeviceKey().publicKey, proof: key.proofFor(token) },
        { proof: key.proofFor(token) },
        { publicKey, proof: 'short' },
      ]) {
        const { status, body } = await connectWith(device, token);
        expect([status, body.code]).toEqual([400, 'invalid_request']);
        expect(body.errors).toEqual([{ field: 'device.proof', message: expect.any(String) }]);
      }
      expect((await connectWith({ publicKey, proof: key.proofFor(token) }, token)).status).toBe(200);
    });
  });

  describe('a credential', () => {
    it('takes no secret of the device for the owner’s key', async () => {
      const { secrets } = await pairNext();
      const { pairingId, token } = await start(client, system.ownerKey);
      const { pin, claimSecret } = await connect(client, token);
      for (const bearer of [
        token,
        claimSecret,
        secrets.sessionToken,
        secrets.peerToken,
        `${system.ownerKey}0`,
      ]) {
        const answer = await verify(client, bearer, { token, pin });
        expect(codeOf(answer)).toEqual([401, 'unauthorized']);
        expect(answer.headers['www-authenticate']).toBe('Bearer realm="meshpair", error="invalid_token"');
      }
      const json = { token, pin };
      const bare = await client.call({ path: '/pairing/verify', method: 'POST', json });
      expect(codeOf(bare)).toEqual([401, 'unauthorized']);
      expect(bare.headers['www-authenticate']).toBe('Bearer realm="meshpair"');
      const { body } = await asOwner({ path: `/pairing/${pairingId}` });
      expect(body).toMatchObject({ state: 'DeviceConnected', attemptsLeft: 5 });
    });

    it('gives the same tokens again until the session is used', async () => {
      const flow = await pairNext();
      const { claimSecret, sessionToken, peerToken } = flow.secrets;
      const again = await claim(client, flow.pairingId, claimSecret);
      expect(again.status).toBe(200);
      expect(again.body).toMatchObject({ node: flow.claim.body.node, sessionToken, peerToken });
      expect((await asDevice(sessionToken, { path: '/me' })).status).toBe(200);
      const late = await claim(client, flow.pairingId, claimSecret);
      expect(codeOf(late)).toEqual([410, 'already_claimed']);
      expect(late.text).not.toContain(sessionToken);
    });

    it('takes a peer token for no session', async () => {
      const { secrets } = await pairNext();
      for (const call of [
        { path: '/me' },
        { path: '/me', method: 'PATCH', json: { name: 'Taken' } },
        { path: '/me', method: 'DELETE' },
        { path: '/me/peers' },
        { path: '/me/heartbeat', method: 'POST' },
        { path: '/tokens/introspect', method: 'POST', form: { token: secrets.sessionToken } },
      ]) {
        expect(codeOf(await asDevice(secrets.peerToken, call))).toEqual([401, 'unauthorized']);
      }
    });

    it.each(['its owner', 'its device'])('refuses a session that %s has revoked', async (who) => {
      const flow = await pairNext();
      const { sessionToken: token, claimSecret } = flow.secrets;
      expect((await asDevice(token, { path: '/me' })).status).toBe(200);
      const revoke = { path: '/tokens/revoke', method: 'POST', form: { token } };
      const revoked = who === 'its owner' ? await asOwner(revoke) : await asDevice(token, revoke);
      expect(revoked.status).toBe(200);
      for (const path of ['/me', '/me/peers']) {
        expect(codeOf(await asDevice(token, { path }))).toEqual([401, 'unauthorized']);
      }
      const seen = await asOwner({ path: '/tokens/introspect', method: 'POST', form: { token } });
      expect(seen.body).toEqual({ active: false });
      expect(codeOf(await claim(client, flow.pairingId, claimSecret))).toEqual([410, 'already_claimed']);
    });

    it('lets a device revoke no token but its own', async () => {
      const mine = await pairNext();
      const other = await pairNext();
      const form = { token: other.secrets.sessionToken };
      const call = { path: '/tokens/revoke', method: 'POST', form };
      expect(codeOf(await asDevice(mine.secrets.sessionToken, call))).toEqual([403, 'forbidden']);
      expect((await asDevice(other.secrets.sessionToken, { path: '/me' })).status).toBe(200);
    });

    it('counts no more once its device has paired again under its node id: still one node, at the new address', async () => {
      const nodeId = 'wandering-phone';
      const pairAt = async (index: number, name: string): Promise<HttpAnswer> => {
        const { pairingId, token } = await start(client, system.ownerKey);
        const device = new HttpClient(system.baseUrl, deviceAddress(index), 1);
        const { pin, claimSecret } = await connect(device, token, name, { nodeId });
        await verify(client, system.ownerKey, { pairingId, pin });
        return claim(device, pairingId, claimSecret).finally(() => device.close());
      };
      const nodeCount = async (): Promise<number> =>
        ((await asOwner({ path: '/nodes?limit=500' })).body.items as unknown[]).length;
      const earlier = await pairAt(81, 'At home');
      const before = await nodeCount();
      const later = await pairAt(82, 'Abroad');
      expect(later.body.node).toMatchObject({ id: nodeId, ip: deviceAddress(82), name: 'Abroad' });
      expect(await nodeCount()).toBe(before);
      expect((await asOwner({ path: `/nodes/${nodeId}` })).body).toMatchObject({
        ip: deviceAddress(82),
        createdAt: (earlier.body.node as { createdAt: string }).createdAt,
      });
      expect((await asDevice(String(earlier.body.sessionToken), { path: '/me' })).status).toBe(401);
      expect((await asDevice(String(later.body.sessionToken), { path: '/me' })).status).toBe(200);
      const newcomer = await pairDevice(system.baseUrl, client, system.ownerKey, 81);
      expect(newcomer.verify.body.state).toBe('DeviceRegistered');
    });
  });
});
