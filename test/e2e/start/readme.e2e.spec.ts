import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  claim,
  connect,
  HttpClient,
  type RunningSystem,
  start,
  startSystem,
  verify,
} from '@meshpair/testing';

const run = promisify(execFile);

const README_BLOCK = /```sh\n(URL=http[^`]*?)```/;

/** What the README says to paste, with this mesh's address and key. */
async function blockFor({ baseUrl, ownerKey }: RunningSystem): Promise<string> {
  const [, block = ''] = README_BLOCK.exec(await readFile('README.md', 'utf8')) ?? [];
  return block.replace(/^URL=.*$/m, `URL=${baseUrl}`).replace(/^KEY=.*$/m, `KEY=${ownerKey}`);
}

describe('the lines of the README', () => {
  let system: RunningSystem;
  let client: HttpClient;

  beforeAll(async () => {
    system = await startSystem();
    client = new HttpClient(system.baseUrl);
  });
  afterAll(async () => {
    client?.close();
    await system?.stop();
  });

  it('pair a device each time that they are pasted, and then a phone at the same address', async () => {
    const block = await blockFor(system);
    for (const time of [1, 2]) {
      const { stdout } = await run('bash', ['-c', `set -e\n${block}`]);
      expect(stdout).toContain('"state":"DeviceRegistered"');
      expect(stdout).toContain('"sessionToken":"');
      expect(stdout.match(/"name":"Phone","ip":"127.0.0.1"/g)).toHaveLength(time);
    }

    const { pairingId, token } = await start(client, system.ownerKey);
    const { pin, claimSecret } = await connect(client, token, 'The real phone');
    const refused = await verify(client, system.ownerKey, { pairingId, pin });
    expect(refused.body).toMatchObject({ code: 'ip_conflict', existingDevice: { name: 'Phone' } });
    const kept = await verify(client, system.ownerKey, { pairingId, pin, onIpConflict: 'allow' });
    expect(kept.body).toMatchObject({ state: 'DeviceRegistered' });
    expect((await claim(client, pairingId, claimSecret)).status).toBe(200);
  });
});
