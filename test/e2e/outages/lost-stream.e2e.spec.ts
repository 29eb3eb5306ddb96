import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deleteStream,
  HttpClient,
  pairDevice,
  readStream,
  type RunningSystem,
  startSystem,
  waitFor,
} from '@meshpair/testing';

describe('a stream that is deleted under a running mesh', () => {
  let system: RunningSystem;
  let owner: HttpClient;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    owner = new HttpClient(system.baseUrl);
  });
  afterAll(async () => {
    owner?.close();
    await system?.stop();
  });

  const readiness = async (): Promise<{ status: number; detail: string }> => {
    const { status, body } = await owner.call({ path: '/health/ready' });
    return { status, detail: String((body as { detail?: string }).detail ?? '') };
  };

  const sequences = async (pairingId: string): Promise<readonly number[]> =>
    (await readStream(system.natsUrl).catch(() => []))
      .filter(({ subject }) => subject === pairingId)
      .map(({ sequence }) => sequence);

  it('is named as missing, comes back with what it held, and lets pairings go on', async () => {
    const before = await pairDevice(system.baseUrl, owner, system.ownerKey, 1);
    expect(before.claim.status).toBe(200);
    const keepers = system.processesOf('keeper');
    // A keeper that runs has the stream back before readiness is sure to have been asked.
    for (const { pid } of keepers) process.kill(pid, 'SIGSTOP');
    try {
      await deleteStream(system.natsUrl);
      await waitFor(async () => /stream MESHPAIR_EVENTS/.test((await readiness()).detail), {
        message: 'readiness names the stream',
      });
    } finally {
      for (const { pid } of keepers) process.kill(pid, 'SIGCONT');
    }
    await waitFor(async () => (await readiness()).status === 200, {
      message: 'the mesh is ready again',
    });
    await waitFor(async () => (await sequences(before.pairingId)).join() === '1,2,3,4,5', {
      message: 'the events of before, in order',
    });
    const after = await pairDevice(system.baseUrl, owner, system.ownerKey, 2);
    expect(after.claim.status).toBe(200);
  });
});
