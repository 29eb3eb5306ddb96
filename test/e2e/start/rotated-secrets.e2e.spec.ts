import { execFile } from 'node:child_process';
import { hkdfSync } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WebhookWithSecret } from '@meshpair/contracts';
import { freePort } from '@meshpair/servers';
import { atServer, HttpClient, RunningLauncher, waitFor } from '@meshpair/testing';
import { Target, verified } from '../webhooks/target.js';

describe('rotate-secret', () => {
  let dataDir: string;
  let environment: Readonly<Record<string, string>>;
  let launcher: RunningLauncher;
  let owner: HttpClient;
  let ownerKey: string;
  let target: Target;
  let webhook: WebhookWithSecret;
  let before: { readonly kids: readonly string[]; readonly webhookSecret: string };

  const rotate = async (...args: readonly string[]): Promise<string> => {
    const program = ['apps/launcher/bundle/rotate-secret.js', ...args];
    const running = promisify(execFile)(process.execPath, program, { env: { DATA_DIR: dataDir } });
    return (await running).stdout;
  };
  const kids = async (): Promise<readonly string[]> =>
    ((await owner.call({ path: '/.well-known/jwks.json' })).body.keys as { kid: string }[]).map(
      ({ kid }) => kid,
    );
  const kept = async (file: string): Promise<string> => (await readFile(join(dataDir, file), 'utf8')).trim();
  /** How what a secret seals begins, as `apps/webhooks/src/secrets/sealing` says. */
  const sealOf = (secret: string): string =>
    `v1.${Buffer.from(hkdfSync('sha256', secret, '', 'meshpair webhooks', 38)).toString('hex', 32)}.`;
  const sealed = async (): Promise<string> => {
    const { databaseUrl } = JSON.parse(await kept('mesh.json')) as { databaseUrl: string };
    return atServer(databaseUrl, async (client) => {
      const { rows } = await client.query<{ sealed: string }>('select sealed from webhooks.targets');
      return rows[0]?.sealed ?? '';
    });
  };
  /** What the target is told when the webhook is tried. */
  const tried = async (): Promise<Readonly<Record<string, unknown>>> => {
    const path = `/webhooks/${webhook.id}/test`;
    const { body } = await owner.call({ method: 'POST', path, bearer: ownerKey });
    const told = await waitFor(
      () => target.told.find(({ headers }) => headers['webhook-id'] === body.eventId),
      { message: 'the target is told' },
    );
    return verified(told, webhook.secret);
  };

  beforeAll(async () => {
    target = await Target.open();
    dataDir = await mkdtemp(join(tmpdir(), 'meshpair-rotated-'));
    const port = String(await freePort());
    environment = {
      DATA_DIR: dataDir,
      PORT: port,
      HOST: '127.0.0.1',
      WEBHOOK_ALLOWED_RANGES: '127.0.0.1/32',
    };
    owner = new HttpClient(`http://127.0.0.1:${port}`);
    launcher = new RunningLauncher(environment);
    await launcher.untilReady();
    ownerKey = /mpo_[a-z0-9]{8}_[A-Za-z0-9]{43}/.exec(launcher.output)?.[0] ?? '';
    const json = { url: target.urlOf('/told') };
    const made = await owner.call({ method: 'POST', path: '/webhooks', bearer: ownerKey, json });
    webhook = made.body as unknown as WebhookWithSecret;
    before = { kids: await kids(), webhookSecret: await kept('webhook-secret') };
    expect(await rotate()).toContain('from the next npm start on');
    expect(await rotate('webhooks')).toContain(join(dataDir, 'webhook-secret'));
    expect(await kids()).toEqual(before.kids);
    expect(await sealed()).toMatch(new RegExp(`^${sealOf(before.webhookSecret)}`));
    await launcher.stop();
    launcher = new RunningLauncher(environment);
    await launcher.untilReady();
  }, 240_000);

  afterAll(async () => {
    owner?.close();
    await launcher?.stop();
    await target?.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('has the next npm start sign with another key, and still publish the old one', async () => {
    const [old = ''] = before.kids;
    expect(await kids()).toEqual([expect.not.stringMatching(old), old]);
    expect((await stat(join(dataDir, 'secret.previous'))).mode & 0o777).toBe(0o600);
  });

  it('has it seal webhooks by the new secret of theirs, and sign for them as before', async () => {
    const now = await kept('webhook-secret');
    expect(now).not.toBe(before.webhookSecret);
    expect(await sealed()).toMatch(new RegExp(`^${sealOf(now)}`));
    expect(await tried()).toMatchObject({ type: 'WebhookTest' });
    expect(await kept('webhook-secret.previous')).toContain(before.webhookSecret);
    expect((await stat(join(dataDir, 'webhook-secret.previous'))).mode & 0o777).toBe(0o600);
  });

  it('names what it does not know', async () => {
    await expect(rotate('mailboxes')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no secret of "mailboxes"'),
    });
    expect(await rotate('--help')).toContain('npm run rotate-secret -- webhooks');
  });
});
