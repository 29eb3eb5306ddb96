import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort, locateNatsServer } from '@meshpair/servers';
import {
  diskOf,
  fillDisk,
  type HttpAnswer,
  HttpClient,
  makeRoomOn,
  pairDevice,
  readStream,
  RunningLauncher,
  testEnvironment,
  waitFor,
  withSmallDisk,
} from '@meshpair/testing';

/** From room on the disk until all goes on by itself. */
const DRAINED_MS = 60_000;

describe('a full disk under npm start', () => {
  let dataDir: string;
  let disk: string;
  let launcher: RunningLauncher;
  let baseUrl: string;
  let owner: HttpClient;
  let ownerKey: string;
  const waiting: string[] = [];

  const startPairing = (): Promise<HttpAnswer> =>
    owner.call({ method: 'POST', path: '/pairing/start', bearer: ownerKey, json: {} });
  const readiness = (): Promise<HttpAnswer> => owner.call({ path: '/health/ready' });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'meshpair-full-'));
    const { command } = await locateNatsServer(testEnvironment('programs'), console.log);
    const port = String(await freePort());
    const environment = { DATA_DIR: dataDir, PORT: port, HOST: '127.0.0.1', NATS_SERVER_BIN: command };
    baseUrl = `http://127.0.0.1:${port}`;
    owner = new HttpClient(baseUrl);
    launcher = new RunningLauncher({ ...environment, RATE_LIMITS: 'off' }, withSmallDisk(dataDir, '200m'));
    await launcher.untilReady();
    disk = diskOf(launcher.pid ?? 0, dataDir);
    ownerKey = /mpo_[a-z0-9]{8}_[A-Za-z0-9]{43}/.exec(launcher.output)?.[0] ?? '';
  }, 180_000);

  afterAll(async () => {
    owner?.close();
    await launcher?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('is answered with 503 and Retry-After, and readiness names what is missing', async () => {
    expect((await pairDevice(baseUrl, owner, ownerKey, 1)).claim.status).toBe(200);
    const refused = await waitFor(
      async () => {
        await fillDisk(disk);
        const answer = await startPairing();
        if (answer.status !== 201) return answer;
        waiting.push(String(answer.body.pairingId));
        return undefined;
      },
      { timeoutMs: 60_000, message: 'a start is refused' },
    );
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, expect.stringMatching(/^\d+$/)]);
    // Postgres tells that there is no space; once nats-server hangs at it too, who cannot be reached is named instead.
    const full = await waitFor(
      async () => {
        const answer = await readiness();
        return answer.status !== 200 && answer;
      },
      { message: 'the mesh is not ready' },
    );
    expect(full.body.detail).toMatch(/no space left on device|not ready: (nats|pairing|registry)/);
    expect(full.status).toBe(503);
  }, 180_000);

  it('is over a minute after there is room: all that waited is told, and a device pairs', async () => {
    await makeRoomOn(disk);
    const isOver = async (): Promise<boolean> => {
      if ((await readiness()).status !== 200) return false;
      const { natsUrl } = JSON.parse(await readFile(join(disk, 'mesh.json'), 'utf8')) as { natsUrl: string };
      const told = new Set((await readStream(natsUrl).catch(() => [])).map(({ subject }) => subject));
      return waiting.every((pairingId) => told.has(pairingId));
    };
    await waitFor(isOver, { timeoutMs: DRAINED_MS, message: 'ready, and all told' });
    expect((await pairDevice(baseUrl, owner, ownerKey, 2)).claim.status).toBe(200);
  }, 180_000);
});
