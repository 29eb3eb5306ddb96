import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keptSecret } from './kept-secret.js';

describe('a kept secret', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'meshpair-secret-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is made once, and the same for all who ask', async () => {
    const made = await keptSecret(directory, 'one');
    expect(made).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await keptSecret(directory, 'one')).toBe(made);
    expect(await keptSecret(directory, 'other')).not.toBe(made);
  });

  it('is one secret for many who ask for it first at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => keptSecret(directory, 'race')));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('is answered on a disk that has no room, once it is there', async () => {
    const made = await keptSecret(directory, 'full');
    const { mtimeMs } = await stat(directory);
    expect(await keptSecret(directory, 'full')).toBe(made);
    // Nothing was written beside it.
    expect((await stat(directory)).mtimeMs).toBe(mtimeMs);
  });

  it('is readable for this user only, whatever its mode was', async () => {
    const made = await keptSecret(directory, 'mode');
    await chmod(join(directory, 'mode'), 0o644);
    expect(await keptSecret(directory, 'mode')).toBe(made);
    expect((await stat(join(directory, 'mode'))).mode & 0o777).toBe(0o600);
  });
});
