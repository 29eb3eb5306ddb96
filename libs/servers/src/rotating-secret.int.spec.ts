import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NoSecretYet, rotateKeptSecret, type RotatingSecrets, rotatingSecrets } from './rotating-secret.js';

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.parse('2026-01-01T00:00:00Z');

describe('a rotating secret', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'meshpair-rotating-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** A start on a day, that keeps previous secrets for 90 days. */
  const startOn = (day: number): Promise<RotatingSecrets> => {
    const now = new Date(FIRST_DAY + day * DAY_MS);
    return rotatingSecrets(directory, 'secret', { now, keptSince: new Date(now.getTime() - 90 * DAY_MS) });
  };

  it('is made at the first start, and stays', async () => {
    const first = await startOn(0);
    expect(first.previous).toEqual([]);
    expect(await startOn(500)).toEqual(first);
  });

  it('is another after a rotation, with the old one as previous', async () => {
    const { current: old } = await startOn(0);
    await rotateKeptSecret(directory, 'secret');
    const rotated = await startOn(1);
    expect(rotated.current).toMatch(/^[\w-]{43}$/);
    expect(rotated.current).not.toBe(old);
    expect(rotated.previous).toEqual([old]);
  });

  it('keeps a previous one for its time from the first start without it, not from the rotation', async () => {
    const { current: old } = await startOn(0);
    await rotateKeptSecret(directory, 'secret');
    expect((await startOn(100)).previous).toEqual([old]);
    expect((await startOn(190)).previous).toEqual([old]);
    expect((await startOn(191)).previous).toEqual([]);
  });

  it('keeps them all when it is rotated more than once, the latest first', async () => {
    const { current: first } = await startOn(0);
    await rotateKeptSecret(directory, 'secret');
    const { current: second } = await startOn(1);
    await rotateKeptSecret(directory, 'secret');
    expect((await startOn(2)).previous).toEqual([second, first]);
  });

  it('is readable for this user only, and leaves no other file', async () => {
    await startOn(0);
    await rotateKeptSecret(directory, 'secret');
    expect((await readdir(directory)).sort()).toEqual(['secret', 'secret.previous']);
    for (const file of ['secret', 'secret.previous']) {
      expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
    }
  });

  it('refuses to rotate what is not there', async () => {
    await expect(rotateKeptSecret(directory, 'secret')).rejects.toThrow(NoSecretYet);
  });
});
