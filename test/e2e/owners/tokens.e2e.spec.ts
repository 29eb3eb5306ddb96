import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  claim,
  type HttpAnswer,
  HttpClient,
  makeDeviceKey,
  pairDevice,
  type RunningSystem,
  start,
  startSystem,
  verify,
} from '@meshpair/testing';

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

  const paired = async (): Promise<{ sessionToken: string; peerToken: string }> =>
    (await pairDevice(system.baseUrl, client, system.ownerKey, (devices += 1))).secrets;

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
});
