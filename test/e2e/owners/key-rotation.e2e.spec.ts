import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  connect,
  type FlowSecrets,
  HttpClient,
  pairDevice,
  type RunningSystem,
  start,
  startSystem,
  verify,
  waitFor,
} from '@meshpair/testing';

const OLD = randomBytes(32).toString('hex');
const NEXT = randomBytes(32).toString('hex');

describe('a new MESHPAIR_SECRET, with the old one as previous', () => {
  let system: RunningSystem;
  let client: HttpClient;
  let before: FlowSecrets;
  let openPairing: { pairingId: string; pin: string };
  let oldKid: string;

  const kidOf = (token: string): string =>
    (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;

  const publishedKids = async (): Promise<readonly string[]> => {
    const { body } = await client.call({ path: '/.well-known/jwks.json' });
    return (body.keys as { kid: string }[]).map(({ kid }) => kid);
  };

  const isActive = async (token: string): Promise<unknown> =>
    (
      await client.call({
        method: 'POST',
        path: '/tokens/introspect',
        bearer: system.ownerKey,
        form: { token },
      })
    ).body.active;

  const restartWith = async (settings: Readonly<Record<string, string>>): Promise<void> => {
    for (const name of ['registry', 'pairing'] as const) {
      await system.stopService(name);
      await system.startService(name, settings);
    }
    await waitFor(async () => (await client.call({ path: '/health/ready' })).status === 200, {
      message: 'the services are ready again',
    });
  };

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off', MESHPAIR_SECRET: OLD } });
    client = new HttpClient(system.baseUrl);
    before = (await pairDevice(system.baseUrl, client, system.ownerKey, 1)).secrets;
    oldKid = kidOf(before.peerToken);
    const { pairingId, token } = await start(client, system.ownerKey);
    openPairing = { pairingId, pin: (await connect(client, token)).pin };
    await restartWith({ MESHPAIR_SECRET: NEXT, MESHPAIR_PREVIOUS_SECRETS: OLD });
  });

  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  it('leaves the tokens of the old key active, and both keys published, the new one first', async () => {
    expect(await publishedKids()).toEqual([expect.not.stringMatching(oldKid), oldKid]);
    expect(await Promise.all([before.peerToken, before.sessionToken].map(isActive))).toEqual([true, true]);
  });

  it('verifies the PIN that was made under the old secret', async () => {
    expect((await verify(client, system.ownerKey, openPairing)).status).toBe(200);
  });

  it('signs with the new key, and renews a session token of the old one at its refresh', async () => {
    const { peerToken } = (await pairDevice(system.baseUrl, client, system.ownerKey, 2)).secrets;
    const [newKid] = await publishedKids();
    expect(kidOf(peerToken)).toBe(newKid);
    const { sessionToken: bearer } = before;
    const { body } = await client.call({ method: 'POST', path: '/tokens/refresh', bearer });
    expect([kidOf(String(body.peerToken)), kidOf(String(body.sessionToken))]).toEqual([newKid, newKid]);
    expect((await client.call({ path: '/me', bearer: String(body.sessionToken) })).status).toBe(200);
    expect((await client.call({ path: '/me', bearer })).status).toBe(200);
  });

  it('knows the old key no more once it is no previous one', async () => {
    const renewed = await client.call({
      method: 'POST',
      path: '/tokens/refresh',
      bearer: before.sessionToken,
    });
    await restartWith({ MESHPAIR_SECRET: NEXT });
    expect(await publishedKids()).toHaveLength(1);
    expect(await isActive(before.sessionToken)).toBe(false);
    expect(await isActive(String(renewed.body.sessionToken))).toBe(true);
  });
});
