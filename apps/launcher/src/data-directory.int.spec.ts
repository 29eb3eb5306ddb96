import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { takeLock } from '@meshpair/servers';
import { testEnvironment } from '@meshpair/testing';
import { dataDirectoryProblem, takeDataDirectory } from './data-directory.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'meshpair-directory-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const refusalOf = (directory: string): Promise<string> =>
  takeDataDirectory(directory).then(
    () => 'taken',
    (error: Error) => error.message,
  );

describe('a data directory that will not do', () => {
  it('is a file, or below one', async () => {
    await writeFile(join(root, 'file'), '');
    for (const directory of ['file', 'file/below'])
      expect(await refusalOf(join(root, directory))).toMatch(/DATA_DIR: .+ it, or one above it, is a file/);
  });

  it('is a link that leads nowhere', async () => {
    await symlink(join(root, 'nowhere/at/all'), join(root, 'link'));
    expect(await refusalOf(join(root, 'link'))).toMatch(/DATA_DIR: .+(leads nowhere|is a file)/);
  });

  it('holds the files of somebody else, and stays as it was', async () => {
    await writeFile(join(root, 'thesis.txt'), 'all of it');
    expect(await refusalOf(root)).toContain("has files in it, and none of Meshpair's");
    expect(await readdir(root)).toEqual(['thesis.txt']);
  });

  it('cannot be made, or written to, by this user', async () => {
    const mine = join(root, 'mine');
    const closed = join(root, 'closed');
    await mkdir(mine);
    await mkdir(closed, { mode: 0o500 });
    await chmod(root, 0o755);
    const asker = await Contender.start();
    try {
      // Root may write anywhere: it asks as somebody else.
      await asker.ask({ become: process.getuid?.() === 0 ? 65_534 : undefined });
      for (const directory of [join(closed, 'new'), closed])
        expect(await asker.ask({ take: directory })).toMatch(/DATA_DIR: .+ by this user/);
    } finally {
      asker.kill();
    }
  });

  it.each([
    ['EROFS', 'read-only file system'],
    ['ENOSPC', 'full disk'],
    ['EIO', 'cannot be used: broken'],
  ])('is told in words at %s', (code, words) => {
    expect(dataDirectoryProblem('/data', Object.assign(new Error('broken'), { code }))).toContain(words);
  });
});

describe('the lock of a data directory', () => {
  const contenders: Contender[] = [];
  beforeAll(async () => {
    for (let index = 0; index < 4; index += 1) contenders.push(await Contender.start());
  });
  afterAll(() => contenders.forEach((each) => each.kill()));

  const winnersOf = async (directory: string): Promise<readonly Contender[]> => {
    const answers = await Promise.all(contenders.map((each) => each.ask({ take: directory })));
    for (const answer of answers)
      expect(answer).toMatch(/^(taken$|.*is in use by another npm start \(pid \d+\))/);
    return contenders.filter((_, index) => answers[index] === 'taken');
  };

  it('goes to one of several starts that find a killed one, each time', async () => {
    const killed = await Contender.start();
    for (let round = 0; round < 150; round += 1)
      expect(await killed.ask({ take: join(root, String(round)) })).toBe('taken');
    killed.kill();
    await killed.gone;
    for (let round = 0; round < 150; round += 1) {
      const directory = join(root, String(round));
      expect([round, (await winnersOf(directory)).length]).toEqual([round, 1]);
      expect((await readdir(directory)).filter((name) => name.startsWith('lock'))).toHaveLength(1);
    }
  }, 120_000);

  it('is never held by two, however often it changes hands', async () => {
    const turns = contenders.map((each) => each.ask({ takeTurns: 100, directory: root }));
    expect(await Promise.all(turns)).toEqual(contenders.map(() => 'alone each time'));
  }, 120_000);

  it('is told apart from a process that was given its pid later', async () => {
    await writeFile(join(root, 'lock.1'), `${process.pid}\nanother process with this pid`);
    expect(await refusalOf(root)).toBe('taken');
    expect(await refusalOf(root)).toContain(`(pid ${process.pid})`);
  });

  it('counts a running pid as its holder where nothing tells processes apart', async () => {
    const release = await takeLock(root, () => '');
    await expect(takeLock(root, () => '')).rejects.toThrow(`(pid ${process.pid})`);
    release();
    await takeLock(root, () => '');
  });
});

/** What a contender is asked to do. */
type Task =
  | { readonly take: string }
  | { readonly become: number | undefined }
  | { readonly takeTurns: number; readonly directory: string };

/** A process of its own that takes data directories. */
class Contender {
  readonly gone: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    this.gone = once(child, 'exit');
  }

  static async start(): Promise<Contender> {
    const program = join(testEnvironment('repository'), 'apps/launcher/test/lock-contender.mjs');
    const child = fork(program, { execArgv: [] });
    await once(child, 'message');
    return new Contender(child);
  }

  async ask(task: Task): Promise<string> {
    const answer = once(this.child, 'message');
    this.child.send(task);
    return ((await answer) as [string])[0];
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
