import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rotateKeptSecret, type RotatingSecrets } from '@meshpair/servers';
import { readSettings } from '@meshpair/settings';
import { forgetWebhookSecrets, WEBHOOK_SECRET_FILE, webhookSecrets } from './mesh-secrets.js';

const onDay = (day: number): Date => new Date(Date.parse('2026-01-01T00:00:00Z') + day * 86_400_000);
const GIVEN = 'a secret of thirty-two characters.';

describe('the secrets of webhooks', () => {
  let directory: string;
  const settings = readSettings({});
  const startOn = (day: number): Promise<RotatingSecrets> => webhookSecrets(settings, directory, onDay(day));
  const startedOn = (day: number): Promise<void> => forgetWebhookSecrets(settings, directory, onDay(day));

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'meshpair-secrets-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('know an earlier one until webhooks has started without it, however long that takes', async () => {
    const { current: old } = await startOn(0);
    await rotateKeptSecret(directory, WEBHOOK_SECRET_FILE);
    expect((await startOn(1)).previous).toEqual([old]);
    expect((await startOn(400)).previous).toEqual([old]);
    await startedOn(400);
    expect((await startOn(401)).previous).toEqual([]);
  });

  it('keep it for a month from the first start without it, for backups', async () => {
    const { current: old } = await startOn(0);
    await rotateKeptSecret(directory, WEBHOOK_SECRET_FILE);
    for (const day of [1, 31]) {
      expect((await startOn(day)).previous).toEqual([old]);
      await startedOn(day);
    }
    await startedOn(32);
    expect((await startOn(32)).previous).toEqual([]);
  });

  it('are those of the environment where it has them, and the kept ones with its earlier ones where not', async () => {
    const { current } = await startOn(0);
    const previous = { WEBHOOK_PREVIOUS_SECRETS: GIVEN };
    expect(await webhookSecrets(readSettings(previous), directory, onDay(1))).toEqual({
      current,
      previous: [GIVEN],
    });
    const given = readSettings({ WEBHOOK_SECRET: GIVEN });
    expect(await webhookSecrets(given, directory, onDay(1))).toEqual({ current: GIVEN, previous: [] });
  });
});
