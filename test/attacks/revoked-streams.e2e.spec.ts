import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addOwner,
  claim,
  connect,
  deviceAddress,
  type Flow,
  HttpClient,
  LiveStream,
  pairDevice,
  type RunningSystem,
  start,
  startSystem,
  verify,
  waitFor,
} from '@meshpair/testing';

/** Five seconds, and what a busy machine needs; less than two heartbeats of a stream. */
const SOON = { timeoutMs: 10_000 };

describe('the open streams of a credential', () => {
  let system: RunningSystem;
  let client: HttpClient;
  const streams: LiveStream[] = [];
  let devices = 10;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    client = new HttpClient(system.baseUrl);
  });

  afterAll(async () => {
    streams.forEach((stream) => stream.close());
    client?.close();
    await system?.stop();
  });

  const follow = async (path: string, headers: Record<string, string>): Promise<LiveStream> => {
    const stream = new LiveStream(new URL(path, system.baseUrl), headers);
    streams.push(stream);
    await waitFor(() => stream.opened !== 0, { message: `${path} answers` });
    expect(stream.opened).toBe(200);
    return stream;
  };
  const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });
  const haveEnded = (ones: readonly LiveStream[]): Promise<unknown> =>
    waitFor(() => ones.every(({ ended }) => ended), { ...SOON, message: 'the streams have ended' });

  it('end with it, those of others go on', async () => {
    const key = await addOwner(system, 'mallory');
    const { pairingId, token } = await start(client, key);
    const { claimSecret } = await connect(client, token);
    const following = `/pairing/${pairingId}/events`;
    const own = [
      await follow('/audit/events', bearer(key)),
      await follow(`/audit/events?pairingId=${pairingId}`, bearer(key)),
      await follow(following, bearer(key)),
    ];
    const others = [
      await follow('/audit/events', bearer(system.ownerKey)),
      await follow(following, bearer(claimSecret)),
    ];
    await system.query(`update registry.owner_keys set revoked_at = now() where key_id = 'mallory'`);
    await haveEnded(own);
    expect(others.map(({ ended }) => ended)).toEqual([false, false]);
    for (const path of ['/audit/events', following])
      expect((await client.call({ path, bearer: key })).status).toBe(401);
  });

  it('of a console end when it signs out', async () => {
    const { pairingId } = await start(client, system.ownerKey);
    const path = '/console/session';
    const origin = system.baseUrl;
    const signedIn = await client.call({ method: 'POST', path, json: { key: system.ownerKey } });
    const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const own = [
      await follow('/audit/events', { cookie }),
      await follow(`/pairing/${pairingId}/events`, { cookie }),
    ];
    const byKey = await follow('/audit/events', bearer(system.ownerKey));
    expect((await client.call({ method: 'DELETE', path, headers: { cookie, origin } })).status).toBe(204);
    await haveEnded(own);
    expect(byKey.ended).toBe(false);
  });

  it('of a device end with its pairing, so that a removed node listens to nothing', async () => {
    const device = new HttpClient(system.baseUrl, deviceAddress(1), 1);
    const { pairingId, token } = await start(client, system.ownerKey);
    const { pin, claimSecret } = await connect(device, token);
    const following = `/pairing/${pairingId}/events`;
    const own = [await follow(following, bearer(claimSecret)), await follow(following, bearer(claimSecret))];
    expect(own.map(({ ended }) => ended)).toEqual([false, false]);
    const { body } = await verify(client, system.ownerKey, { pairingId, pin });
    const { sessionToken } = (await claim(device, pairingId, claimSecret)).body;
    const removed = { method: 'DELETE', path: `/nodes/${String(body.nodeId)}`, bearer: system.ownerKey };
    expect((await client.call(removed)).status).toBe(204);
    await haveEnded(own);
    for (const path of ['/audit/events', following])
      expect((await device.call({ path, bearer: String(sessionToken) })).status).toBe(401);
    // What has ended is told once more, and not followed.
    const again = await follow(following, bearer(claimSecret));
    await haveEnded([again]);
    expect(again.events.at(-1)?.event).toBe('DeviceRegistered');
    device.close();
  });

  it.each(['removed', 'suspended'])(
    'of a device’s peers end when it is %s, those of others go on',
    async (how) => {
      const pair = (): Promise<Flow> => pairDevice(system.baseUrl, client, system.ownerKey, (devices += 1));
      const [one, other] = [await pair(), await pair()];
      const [own, others] = [
        await follow('/me/peers/events', bearer(one.secrets.sessionToken)),
        await follow('/me/peers/events', bearer(other.secrets.sessionToken)),
      ];
      const { id } = one.claim.body['node'] as { id: string };
      const call = { bearer: system.ownerKey };
      await (how === 'removed'
        ? client.call({ ...call, method: 'DELETE', path: `/nodes/${id}` })
        : client.call({ ...call, method: 'POST', path: '/nodes/removals', json: { nodes: { ids: [id] } } }));
      await haveEnded([own]);
      expect(others.ended).toBe(false);
      expect((await client.call({ path: '/me/peers/events', bearer: one.secrets.sessionToken })).status).toBe(
        401,
      );
    },
  );

  it('go on while the registry is away', async () => {
    const { pairingId } = await start(client, system.ownerKey);
    const own = [
      await follow('/audit/events', bearer(system.ownerKey)),
      await follow(`/pairing/${pairingId}/events`, bearer(system.ownerKey)),
    ];
    const asked = async (): Promise<number> => {
      const { text } = await client.call({ path: '/metrics' });
      const refused =
        /^meshpair_commands_total\{subject="registry.owner.authenticate",outcome="service_unavailable"\} (\d+)$/m;
      return Number(refused.exec(text)?.[1] ?? 0);
    };
    await system.stopService('registry');
    await waitFor(async () => (await asked()) >= 3, {
      timeoutMs: 20_000,
      message: 'the key was asked about in vain',
    });
    expect(own.map(({ ended }) => ended)).toEqual([false, false]);
    await system.startService('registry');
  });
});
