import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  answerOf,
  claimTokens,
  connectDevice,
  type ConnectedDevice,
  DeviceKey,
  DeviceSession,
  type DeviceTokens,
  followAudit,
  followPairing,
  type Mesh,
  meshAt,
  MeshError,
  type PairingEvent,
  PairingFailed,
  type StartedPairing,
  startPairing,
  verifyPin,
  waitForPairing,
  wholeList,
} from '@meshpair/client';
import { type RunningSystem, startSystem, waitFor } from '@meshpair/testing';

describe('the client, of the owner and of devices', () => {
  let system: RunningSystem;
  let url: string;
  let owner: Mesh;
  let anyone: Mesh;
  const servers: Server[] = [];
  const over = new AbortController();
  let devices = 0;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off', IP_CONFLICT_POLICY: 'allow' } });
    url = system.baseUrl;
    owner = meshAt({ url, token: system.ownerKey });
    anyone = meshAt({ url });
  });

  afterAll(async () => {
    over.abort();
    servers.forEach((server) => server.close().closeAllConnections());
    await system?.stop();
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function connect(): Promise<{ started: StartedPairing; connected: ConnectedDevice }> {
    const started = await startPairing(owner);
    const device = { name: `Phone ${(devices += 1)}` };
    return { started, connected: await connectDevice(anyone, { token: started.token, device }) };
  }

  async function pair(): Promise<DeviceTokens> {
    const { connected } = await connect();
    const { pairingId, pin } = connected;
    await verifyPin(owner, { pairingId, pin });
    return claimTokens(anyone, connected);
  }

  const errorOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  describe('a refusal', () => {
    it('is an error with the code, the status and the fields', async () => {
      const error = await errorOf(startPairing(owner, { ttlSeconds: 1 }));
      expect(error).toBeInstanceOf(MeshError);
      expect(error).toMatchObject({ code: 'invalid_request', status: 400, isOutage: false });
      expect((error as MeshError).errors.map(({ field }) => field)).toEqual(['ttlSeconds']);
      expect((error as MeshError).message).toContain('ttlSeconds');
    });

    it('tells what else the problem says', async () => {
      const { connected } = await connect();
      const pin = connected.pin === '123456' ? '123457' : '123456';
      const error = await errorOf(verifyPin(owner, { pairingId: connected.pairingId, pin }));
      expect(error).toMatchObject({ code: 'invalid_pin', problem: { attemptsLeft: 4 } });
      expect(await errorOf(answerOf(anyone.GET('/nodes')))).toMatchObject({
        code: 'unauthorized',
        status: 401,
      });
    });

    it('is told apart from nobody, from somebody else, and from an answer that does not come', async () => {
      const stranger = await serve((_request, response) => response.writeHead(404).end('<h1>Not here</h1>'));
      const silent = await serve(() => undefined);
      const reading = (to: string): Promise<unknown> =>
        errorOf(answerOf(meshAt({ url: to, answerMs: 200 }).GET('/nodes')));
      expect(await reading('http://127.0.0.1:1')).toMatchObject({ code: 'unreachable', isOutage: true });
      expect(await reading(silent)).toMatchObject({ code: 'unreachable', isOutage: true });
      expect(await reading(stranger)).toMatchObject({ code: 'not_meshpair', status: 404, isOutage: false });
    });
  });

  describe('waiting for a pairing', () => {
    it('ends with the reason when it is denied, for the owner and for the device', async () => {
      const { connected } = await connect();
      const { pairingId: id } = connected;
      const waiting = Promise.all([
        errorOf(waitForPairing(owner, connected)),
        errorOf(claimTokens(anyone, connected)),
      ]);
      await answerOf(owner.POST('/pairing/{id}/deny', { params: { path: { id } } }));
      for (const error of await waiting) {
        expect(error).toBeInstanceOf(PairingFailed);
        expect(error).toMatchObject({ pairingId: id, reason: 'denied' });
      }
    });

    it('ends by a signal, and with a refusal', async () => {
      const { started } = await connect();
      const why = new Error('the user has gone');
      const end = new AbortController();
      const waiting = errorOf(waitForPairing(owner, started, { signal: end.signal }));
      end.abort(why);
      expect(await waiting).toBe(why);
      expect(await errorOf(waitForPairing(owner, { pairingId: 'none' }))).toMatchObject({
        code: 'not_found',
      });
    });

    it('goes on through an outage of the gateway, and so do its events, each once', async () => {
      const { connected } = await connect();
      const { pairingId, pin } = connected;
      const events: PairingEvent[] = [];
      const live: boolean[] = [];
      const following = (async () => {
        const { signal } = over;
        const onLive = (isLive: boolean): void => void live.push(isLive);
        for await (const event of followPairing(owner, { pairingId }, { signal, onLive })) events.push(event);
      })();
      await waitFor(() => events.length >= 3, { message: 'the first events are there' });
      const claiming = claimTokens(anyone, connected);
      await system.stopService('gateway');
      await waitFor(() => live.at(-1) === false, { message: 'the stream has broken' });
      await system.startService('gateway');
      await verifyPin(owner, { pairingId, pin });
      expect((await claiming).node.name).toBe(`Phone ${devices}`);
      await following;
      expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
      expect(events.at(-1)?.type).toBe('DeviceRegistered');
    });
  });

  describe('the session of a device', () => {
    it('renews its peer token before it ends, once for all who ask, and keeps it first', async () => {
      const tokens = await pair();
      const kept: DeviceTokens[] = [];
      const peerTokenExpiresAt = new Date(Date.now() + 60_000).toISOString();
      const onRenewed = (next: DeviceTokens): void => void kept.push(next);
      const session = new DeviceSession({ url, onRenewed }, { ...tokens, peerTokenExpiresAt });
      const given = new Set(await Promise.all(Array.from({ length: 10 }, () => session.peerToken())));
      expect([...given]).toEqual([kept[0]?.peerToken]);
      expect(kept).toHaveLength(1);
      expect(given).not.toContain(tokens.peerToken);
      expect(await session.peerToken()).toBe(kept[0]?.peerToken);
      expect(kept).toHaveLength(1);
      expect((await answerOf(session.mesh.GET('/me'))).id).toBe(tokens.node.id);
    });

    it('keeps a peer token that still counts while the gateway is away', async () => {
      const tokens = await pair();
      const soon = { ...tokens, peerTokenExpiresAt: new Date(Date.now() + 60_000).toISOString() };
      const nowhere = { url: 'http://127.0.0.1:1' };
      expect(await new DeviceSession(nowhere, soon).peerToken()).toBe(tokens.peerToken);
      const over = { ...tokens, peerTokenExpiresAt: new Date(Date.now() - 1).toISOString() };
      expect(await errorOf(new DeviceSession(nowhere, over).peerToken())).toMatchObject({
        code: 'unreachable',
      });
    });

    it('renews after a peer’s 401, and asks the peer once more', async () => {
      const introspect = async (token: string): Promise<boolean> => {
        const headers = { authorization: `Bearer ${system.ownerKey}` };
        const body = new URLSearchParams({ token });
        const answer = await fetch(new URL('/tokens/introspect', url), { method: 'POST', headers, body });
        return ((await answer.json()) as { active: boolean }).active;
      };
      const statuses: number[] = [];
      const peer = await serve((request, response) => {
        const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
        void introspect(token).then((isActive) => {
          statuses.push(isActive ? 200 : 401);
          response.writeHead(isActive ? 200 : 401).end();
        });
      });
      const tokens = await pair();
      const session = new DeviceSession({ url }, tokens);
      expect((await session.fetch(peer)).status).toBe(200);
      // The same device elsewhere: the token of this session is superseded.
      await new DeviceSession({ url }, tokens).renew();
      expect((await session.fetch(peer, { method: 'POST', body: 'on' })).status).toBe(200);
      expect(statuses).toEqual([200, 401, 200]);
      await answerOf(owner.DELETE('/nodes/{id}', { params: { path: { id: tokens.node.id } } }));
      expect(await errorOf(session.fetch(peer))).toMatchObject({ code: 'unauthorized' });
      expect(await errorOf(answerOf(session.mesh.GET('/me')))).toMatchObject({ code: 'unauthorized' });
    });

    it('presents what is bound to its key, by the mesh’s clock where its own is wrong', async () => {
      const anHourAgo = (): number => performance.timeOrigin + performance.now() - 3_600_000;
      const clock = jest.spyOn(Date, 'now').mockImplementation(anHourAgo);
      try {
        const { connected } = await connect();
        await verifyPin(owner, { pairingId: connected.pairingId, pin: connected.pin });
        const key = await DeviceKey.from(await DeviceKey.generate(false));
        const session = new DeviceSession({ url, key }, await claimTokens(meshAt({ url, key }), connected));
        const body = { name: 'Bound' };
        expect(await answerOf(session.mesh.PATCH('/me', { body }))).toMatchObject(body);
        expect(await session.renew()).toMatchObject({ tokenType: 'DPoP' });
        const keyless = new DeviceSession({ url }, session.tokens);
        expect(await errorOf(answerOf(keyless.mesh.GET('/me')))).toMatchObject({ code: 'unauthorized' });
      } finally {
        clock.mockRestore();
      }
    });
  });

  it('reads whole lists, and the trail as it grows', async () => {
    const { node } = await pair();
    const nodes = await wholeList((query) =>
      owner.GET('/nodes', { params: { query: { ...query, limit: 1 } } }),
    );
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    expect(nodes.map(({ id }) => id)).toContain(node.id);
    const end = new AbortController();
    for await (const event of followAudit(
      owner,
      { type: 'NodeRenamed', last: 0 },
      {
        signal: end.signal,
        onLive: (isLive) => {
          const rename = { params: { path: { id: node.id } }, body: { name: 'Tablet' } };
          if (isLive) void answerOf(owner.PATCH('/nodes/{id}', rename));
        },
      },
    )) {
      expect(event).toMatchObject({ type: 'NodeRenamed', data: { name: 'Tablet' } });
      end.abort();
    }
    expect(end.signal.aborted).toBe(true);
  });
});
