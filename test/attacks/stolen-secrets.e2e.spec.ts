import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  claim,
  connect,
  deviceAddress,
  type HttpAnswer,
  HttpClient,
  pairDevice,
  readPairing,
  type RunningSystem,
  start,
  startSystem,
  verify,
} from '@meshpair/testing';

describe('a secret in the wrong hands', () => {
  let system: RunningSystem;
  let owner: HttpClient;
  let thief: HttpClient;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    owner = new HttpClient(system.baseUrl);
    thief = new HttpClient(system.baseUrl, deviceAddress(700));
  });

  afterAll(async () => {
    for (const client of [owner, thief]) client?.close();
    await system?.stop();
  });

  const tryToken = (token: string): Promise<HttpAnswer> =>
    thief.call({ method: 'POST', path: '/pairing/connect', json: { token, device: { name: 'Thief' } } });

  const read = (pairingId: string): Promise<HttpAnswer['body']> =>
    readPairing(owner, system.ownerKey, pairingId);

  it.each<[string, string, (pairingId: string, token: string) => Promise<unknown>]>([
    ['a device has used', 'DeviceConnected', (_pairingId, token) => connect(owner, token)],
    [
      'the owner has denied',
      'Failed',
      async (pairingId, token) => {
        await connect(owner, token);
        await owner.call({ method: 'POST', path: `/pairing/${pairingId}/deny`, bearer: system.ownerKey });
      },
    ],
    [
      'the owner has cancelled',
      'Failed',
      (pairingId) => owner.call({ method: 'DELETE', path: `/pairing/${pairingId}`, bearer: system.ownerKey }),
    ],
    [
      'has made a node',
      'DeviceRegistered',
      async (pairingId, token) => {
        const { pin } = await connect(owner, token, 'Phone', { nodeId: 'rightful' });
        await verify(owner, system.ownerKey, { pairingId, pin });
      },
    ],
  ])('is worth nothing as a join token that %s', async (_what, state, use) => {
    const { pairingId, token } = await start(owner, system.ownerKey);
    await use(pairingId, token);
    const before = await read(pairingId);
    expect(before.state).toBe(state);
    const answer = await tryToken(token);
    expect([404, 409, 410]).toContain(answer.status);
    expect(answer.body).not.toHaveProperty('pin');
    expect(answer.body).not.toHaveProperty('claimSecret');
    const { contested, ...after } = await read(pairingId);
    expect(typeof contested).toBe('boolean');
    expect({ ...after, contested: before.contested }).toEqual(before);
  });

  it('claims no tokens when it is guessed, of another pairing, or no claim secret', async () => {
    const foreign = await start(owner, system.ownerKey);
    const { claimSecret } = await connect(owner, foreign.token);
    const { pairingId, secrets } = await pairDevice(system.baseUrl, owner, system.ownerKey, 1);
    const guesses = Array.from({ length: 50 }, () => randomBytes(32).toString('base64url'));
    const { token, peerToken, sessionToken } = secrets;
    for (const secret of [...guesses, claimSecret, token, peerToken, sessionToken, system.ownerKey]) {
      const answer = await claim(thief, pairingId, secret);
      expect([401, 404]).toContain(answer.status);
      expect(answer.text).not.toContain('Token');
    }
    expect((await claim(owner, pairingId, secrets.claimSecret)).status).toBe(200);
    expect((await read(foreign.pairingId)).state).toBe('DeviceConnected');
  });

  it('reads a pairing by the claim secret of this pairing only', async () => {
    const [mine, other] = [await start(owner, system.ownerKey), await start(owner, system.ownerKey)];
    const { claimSecret } = await connect(owner, mine.token);
    await connect(owner, other.token);
    const at = (pairingId: string, bearer: string): Promise<HttpAnswer> =>
      thief.call({ path: `/pairing/${pairingId}`, bearer });
    expect((await at(mine.pairingId, claimSecret)).status).toBe(200);
    expect([401, 404]).toContain((await at(other.pairingId, claimSecret)).status);
    expect([401, 404]).toContain((await at(mine.pairingId, mine.token)).status);
  });
});
