import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@meshpair/servers';
import { HttpClient, pairDevice, processesWith } from '@meshpair/testing';
import { FreshClone, type RunningNpm } from './fresh-clone.js';

const FOREIGN =
  /npm (warn|notice|error)|EBADENGINE|deprecat|Warning:|allow-scripts|\[WRN\]|added \d+ packages/i;

describe('the first npm start, in a fresh clone, of a user without rights', () => {
  let clone: FreshClone;
  let settings: Readonly<Record<string, string>>;
  let owner: HttpClient;
  let baseUrl: string;
  let ownerKey: string;
  let started: RunningNpm | undefined;

  const isThere = (path: string): Promise<boolean> =>
    access(join(clone.base, path)).then(
      () => true,
      () => false,
    );
  const nodes = async (): Promise<readonly string[]> => {
    const { body } = await owner.call({ path: '/nodes', bearer: ownerKey });
    return (body.items as readonly { role: string }[]).map(({ role }) => role).sort();
  };

  beforeAll(async () => {
    clone = await FreshClone.make();
    const port = await freePort();
    baseUrl = `http://127.0.0.1:${port}`;
    owner = new HttpClient(baseUrl);
    settings = { PORT: String(port), HOST: '127.0.0.1', RATE_LIMITS: 'off' };
  }, 300_000);

  afterAll(async () => {
    owner?.close();
    await started?.interrupt();
    await clone?.remove();
  }, 120_000);

  it('answers --help and --version without installing or building anything', async () => {
    const help = clone.npm(['start', '--', '--help']);
    expect(await help.exited).toBe(0);
    expect(help.output).toContain('PIN_MAX_ATTEMPTS');
    const version = clone.npm(['start', '--', '--version']);
    expect(await version.exited).toBe(0);
    expect(version.lines.at(-1)).toMatch(/^\d+\.\d+\.\d+$/);
    for (const made of ['node_modules', 'scripts/node/node_modules', 'apps/launcher/dist', '.meshpair'])
      expect([made, await isThere(made)]).toEqual([made, false]);
  }, 120_000);

  it('comes to a pairing, and its first screen is ours alone', async () => {
    started = clone.npm(['start'], settings);
    await started.untilReady();
    ownerKey = /mpo_[a-z0-9]{8}_[A-Za-z0-9]{43}/.exec(started.output)?.[0] ?? '';
    expect(started.lines.filter((line) => FOREIGN.test(line))).toEqual([]);
    expect(started.output).toMatch(/Installing packages: done in \d+ s/);
    // What only checks and tests need.
    for (const tool of ['jest', 'oxlint', 'playwright-core'])
      expect([tool, await isThere(`node_modules/${tool}`)]).toEqual([tool, false]);
    expect((await owner.call({ path: '/health/ready' })).status).toBe(200);
    const { claim } = await pairDevice(baseUrl, owner, ownerKey, 1);
    expect(claim.status).toBe(200);
  }, 900_000);

  it('leaves no process behind at Ctrl-C', async () => {
    await started?.interrupt();
    expect(await processesWith(clone.base)).toEqual([]);
  }, 120_000);

  it('is followed by a second one that installs nothing and finds owner and nodes', async () => {
    started = clone.npm(['start'], settings);
    await started.untilReady();
    expect(started.output).not.toMatch(/Installing|Fetching/);
    expect(started.output).toContain('was printed at the first start');
    expect(await nodes()).toEqual(['device', 'host']);
    await started.interrupt();
    expect(await processesWith(clone.base)).toEqual([]);
  }, 300_000);
});
