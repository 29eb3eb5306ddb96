import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  claim,
  connect,
  HttpClient,
  pairDevice,
  publishEventAgain,
  readStream,
  type RunningSystem,
  start,
  startSystem,
  verify,
  waitFor,
} from '@meshpair/testing';

describe('a pairing through stops, redeliveries and expiry', () => {
  let system: RunningSystem;
  let owner: HttpClient;

  beforeAll(async () => {
    system = await startSystem({
      settings: {
        PAIRING_TTL_SECONDS: '12',
        PURGE_EVERY_SECONDS: '1',
        PURGE_AFTER_SECONDS: '2',
        RATE_LIMITS: 'off',
      },
      replicas: { 'cleanup-worker': 2 },
    });
    owner = new HttpClient(system.baseUrl);
  });

  afterAll(async () => {
    owner?.close();
    await system?.stop();
  });

  const stateOf = async (pairingId: string): Promise<unknown> =>
    (await owner.call({ path: `/pairing/${pairingId}`, bearer: system.ownerKey })).body.state;

  it('registers a device whose PIN was verified while the registry was stopped', async () => {
    const started = await start(owner, system.ownerKey);
    const { pin, claimSecret } = await connect(owner, started.token);
    await system.stopService('registry');
    // The gateway remembers a checked owner key for 5 s; after that it has to do without the registry.
    const stoppedAt = Date.now();
    await waitFor(() => Promise.resolve(Date.now() > stoppedAt + 5_000), {
      message: 'the remembered owner key is no longer fresh',
    });
    const answer = await verify(owner, system.ownerKey, { pairingId: started.pairingId, pin }, '?wait=0');
    expect([answer.status, answer.body.state]).toEqual([200, 'PinVerified']);
    expect((await claim(owner, started.pairingId, claimSecret)).body.code).toBe('not_registered_yet');

    await system.startService('registry');
    await waitFor(async () => (await stateOf(started.pairingId)) === 'DeviceRegistered', {
      message: 'the device is registered once the registry is back',
    });
    expect((await claim(owner, started.pairingId, claimSecret)).status).toBe(200);
  });

  it('makes one node, one token set and one DeviceRegistered of PinVerified delivered three times', async () => {
    const flow = await pairDevice(system.baseUrl, owner, system.ownerKey, 7);
    expect(flow.claim.status).toBe(200);
    const marker = await pairDevice(system.baseUrl, owner, system.ownerKey, 8);
    await publishEventAgain(system.natsUrl, flow.pairingId, 'PinVerified', 2);
    const after = await pairDevice(system.baseUrl, owner, system.ownerKey, 9);
    expect([marker.claim.status, after.claim.status]).toEqual([200, 200]);
    await waitFor(() => system.consumersAreIdle(), {
      message: 'all redeliveries are handled',
    });

    const nodeId = String((flow.claim.body.node as { id: string }).id);
    const [counts] = await system.query(
      `select (select count(*)::int from registry.mesh_nodes where node_id = $1) as nodes,
              (select count(*)::int from registry.issued_tokens where node_id = $1) as tokens,
              (select count(*)::int from registry.device_sessions where node_id = $1) as sessions`,
      [nodeId],
    );
    expect(counts).toEqual({ nodes: 1, tokens: 1, sessions: 1 });
    const stream = (await readStream(system.natsUrl)) as readonly { type: string; subject: string }[];
    const own = stream.filter((event) => event.subject === flow.pairingId).map((event) => event.type);
    expect(own.filter((type) => type === 'PinVerified')).toHaveLength(3);
    expect(own.filter((type) => type === 'DeviceRegistered')).toHaveLength(1);
  });

  it('refuses an expired token with the cleanup worker stopped, then fails and purges it with the worker running', async () => {
    await system.stopService('cleanup-worker');
    const { pairingId, token } = await start(owner, system.ownerKey);
    const connectNow = (): ReturnType<HttpClient['call']> =>
      owner.call({
        method: 'POST',
        path: '/pairing/connect',
        json: { token, device: { name: 'Late phone' } },
      });
    const { body } = await owner.call({ path: `/pairing/${pairingId}`, bearer: system.ownerKey });
    const expiresAt = Date.parse(String(body.expiresAt));
    await waitFor(() => Promise.resolve(Date.now() > expiresAt), {
      message: 'the pairing is past its expiresAt',
    });
    const refused = await connectNow();
    expect([refused.status, refused.body.code]).toEqual([410, 'token_expired']);
    expect(await stateOf(pairingId)).toBe('TokenCreated');

    await system.startService('cleanup-worker');
    await waitFor(
      async () => {
        const { body } = await owner.call({
          path: `/audit/events?pairingId=${pairingId}`,
          bearer: system.ownerKey,
        });
        const last = (body.items as { type: string; data: { reason?: string } }[]).at(-1);
        return last?.type === 'PairingFailed' && last.data.reason === 'expired';
      },
      { message: 'the expired pairing failed with its event' },
    );
    await waitFor(
      async () =>
        (await owner.call({ path: `/pairing/${pairingId}`, bearer: system.ownerKey })).status === 404,
      {
        message: 'the failed pairing is purged after the retention',
      },
    );
  });

  it('ends the tokens of a removed node within a second', async () => {
    const flow = await pairDevice(system.baseUrl, owner, system.ownerKey, 20);
    const introspect = async (token: string): Promise<unknown> =>
      (
        await owner.call({
          method: 'POST',
          path: '/tokens/introspect',
          bearer: system.ownerKey,
          form: { token },
        })
      ).body.active;
    const { sessionToken, peerToken } = flow.secrets;
    expect([await introspect(sessionToken), await introspect(peerToken)]).toEqual([true, true]);

    const nodeId = String((flow.claim.body.node as { id: string }).id);
    const removed = await owner.call({ method: 'DELETE', path: `/nodes/${nodeId}`, bearer: system.ownerKey });
    expect(removed.status).toBe(204);
    expect([await introspect(sessionToken), await introspect(peerToken)]).toEqual([false, false]);
    expect((await owner.call({ path: '/me', bearer: sessionToken })).status).toBe(401);
  });
});
