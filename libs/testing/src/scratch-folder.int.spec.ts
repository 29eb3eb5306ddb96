import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeScratchFolder } from './scratch-folder.js';

describe('the folder of a test run’s servers', () => {
  let memory: string;

  beforeEach(async () => {
    memory = await mkdtemp(join(tmpdir(), 'meshpair-memory-'));
  });
  afterEach(() => rm(memory, { recursive: true, force: true }));

  it('is in memory where there is room, from which goes what ended runs have left, and nothing else', async () => {
    const { pid: ended } = spawnSync(process.execPath, ['--version']);
    const kept = [`meshpair-test-${process.ppid}-live`, `meshpair-data-${ended}-x`, 'another'];
    for (const name of [...kept, `meshpair-test-${ended}-left`])
      await mkdir(join(memory, name, 'data'), { recursive: true });
    const made = await makeScratchFolder({ folder: memory, roomBytes: 0 });
    expect(await readdir(memory)).toEqual(expect.arrayContaining([...kept, basename(made)]));
    expect(await readdir(memory)).toHaveLength(kept.length + 1);
  });

  it('is where temporary files are when memory has too little room, or there is none', async () => {
    for (const there of [
      { folder: memory, roomBytes: Infinity },
      { folder: join(memory, 'nowhere'), roomBytes: 0 },
    ]) {
      const made = await makeScratchFolder(there);
      expect(dirname(made)).toBe(tmpdir());
      await rm(made, { recursive: true });
    }
  });
});
