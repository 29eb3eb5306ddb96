import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CloudEvent, EVENT_SUBJECTS } from '@meshpair/contracts';
import { connectToNats } from '@meshpair/messaging';
import {
  HttpClient,
  pairDevice,
  readStream,
  type RunningSystem,
  start,
  startSystem,
  waitFor,
} from '@meshpair/testing';

describe('services that have only the rights they need', () => {
  let system: RunningSystem;
  let owner: HttpClient;

  beforeAll(async () => {
    system = await startSystem({
      settings: {
        PAIRING_TTL_SECONDS: '8',
        PURGE_EVERY_SECONDS: '1',
        PURGE_AFTER_SECONDS: '1',
        RATE_LIMITS: 'off',
      },
      replicas: { 'cleanup-worker': 1 },
    });
    owner = new HttpClient(system.baseUrl);
  });
  afterAll(async () => {
    owner?.close();
    await system?.stop();
  });

  it('pair, tell an audit consumer every event, expire, purge, and are refused nothing', async () => {
    const audit = await connectToNats(system.natsUrls.audit, 'audit');
    const heard: string[] = [];
    audit.subscribe(EVENT_SUBJECTS, {
      callback: (_error, message) => void heard.push(message.json<CloudEvent>().id),
    });
    await audit.flush();
    const flow = await pairDevice(system.baseUrl, owner, system.ownerKey, 1);
    expect(flow.claim.status).toBe(200);
    const { pairingId } = await start(owner, system.ownerKey);
    await owner.call({ method: 'DELETE', path: `/pairing/${pairingId}`, bearer: system.ownerKey });
    // One that nobody ends: the cleanup worker expires it.
    await start(owner, system.ownerKey);
    await waitFor(() => heard.length >= 9, { message: 'the events of three pairings' });
    expect(new Set(heard)).toEqual(new Set((await readStream(system.natsUrl)).map(({ id }) => id)));
    await audit.close();

    await waitFor(async () => (await system.query('select from pairing.pairing_states')).length === 0, {
      message: 'the purge of all pairings',
    });
    expect(system.logs()).toContain('cleanup done');
    expect(system.logs()).not.toMatch(/permission|violation|failed steps/i);
  });
});
