import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  auditTrail,
  connect,
  deviceAddress,
  type HttpAnswer,
  HttpClient,
  type RunningSystem,
  start,
  startSystem,
  verify,
  wrongPins,
} from '@meshpair/testing';

const tally = (answers: readonly HttpAnswer[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = `${status} ${typeof body.code === 'string' ? body.code : 'ok'}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
};

describe('races over two replicas of every service', () => {
  let system: RunningSystem;
  let owner: HttpClient;

  beforeAll(async () => {
    system = await startSystem({
      settings: { MAX_DEVICES_PER_OWNER: '5', RATE_LIMITS: 'off' },
      replicas: { pairing: 2, registry: 2 },
    });
    owner = new HttpClient(system.baseUrl, '127.0.0.1', 64);
  });

  afterAll(async () => {
    owner?.close();
    await system?.stop();
  });

  it('lets one of 50 parallel connects of a token through and refuses 49', async () => {
    const { token } = await start(owner, system.ownerKey);
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const device = new HttpClient(system.baseUrl, deviceAddress(index), 1);
        const answer = await device.call({
          method: 'POST',
          path: '/pairing/connect',
          json: { token, device: { name: `Phone ${index}` } },
        });
        device.close();
        return answer;
      }),
    );
    expect(tally(answers)).toEqual({ '200 ok': 1, '409 already_connected': 49 });
  });

  it('judges five of 40 parallel wrong PINs and refuses the rest, the right one included', async () => {
    const { pairingId, token } = await start(owner, system.ownerKey);
    const { pin } = await connect(owner, token);
    const answers = await Promise.all(
      wrongPins(pin, 40).map((wrong) => verify(owner, system.ownerKey, { pairingId, pin: wrong })),
    );
    expect(tally(answers)).toEqual({ '400 invalid_pin': 5, '409 attempts_exceeded': 35 });
    const judged = answers
      .filter((answer) => answer.status === 400)
      .map((answer) => answer.body.attemptsLeft);
    expect(judged.sort()).toEqual([0, 1, 2, 3, 4]);
    const late = await verify(owner, system.ownerKey, { pairingId, pin });
    expect([late.status, late.body.code]).toEqual([409, 'attempts_exceeded']);
  });

  it('registers five of 20 parallel pairings at a device limit of five and fails fifteen with their events', async () => {
    const pairings = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const device = new HttpClient(system.baseUrl, deviceAddress(100 + index), 1);
        const { pairingId, token } = await start(owner, system.ownerKey);
        const { pin } = await connect(device, token);
        device.close();
        return { pairingId, pin };
      }),
    );
    const answers = await Promise.all(pairings.map((pairing) => verify(owner, system.ownerKey, pairing)));
    expect(tally(answers)).toEqual({ '200 ok': 5, '409 device_limit': 15 });

    const ends = await Promise.all(
      pairings.map(async ({ pairingId }) => {
        const events = await auditTrail(owner, system.ownerKey, pairingId, 5);
        const last = events.at(-1) as { type: string; data: { reason?: string } } | undefined;
        return last?.data.reason ? `${last.type} ${last.data.reason}` : last?.type;
      }),
    );
    expect(ends.filter((end) => end === 'DeviceRegistered')).toHaveLength(5);
    expect(ends.filter((end) => end === 'PairingFailed device_limit')).toHaveLength(15);
    const { body } = await owner.call({ path: '/nodes?limit=100', bearer: system.ownerKey });
    expect(body.items).toHaveLength(6);
  });
});
