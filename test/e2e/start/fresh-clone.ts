import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { testEnvironment, waitFor } from '@meshpair/testing';

const run = promisify(execFile);

/** What this run was told, and who it runs for, is not what a user's own terminal has. */
const NOT_INHERITED = /^(npm_|MESHPAIR_|JEST_|NODE_(ENV|OPTIONS|COMPILE_CACHE)$)/i;
const START_TIMEOUT_MS = 900_000;

const outputOf = async (command: string, args: readonly string[]): Promise<string> =>
  (await run(command, [...args], { maxBuffer: 2 ** 26 })).stdout.trim();

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Somebody without rights: `nobody` when the tests run as root, else whoever runs them (undefined). */
async function unprivilegedUser(): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => outputOf('id', [flag, 'nobody'])));
  return { uid: Number(uid), gid: Number(gid) };
}

/** This checkout as git would commit it, without anything installed or built, for a user without rights. */
export class FreshClone {
  private constructor(
    readonly base: string,
    private readonly environment: Readonly<Record<string, string | undefined>>,
    private readonly user: User | undefined,
  ) {}

  static async make(): Promise<FreshClone> {
    const repository = testEnvironment('repository');
    const user = await unprivilegedUser();
    const base = await mkdtemp(join(tmpdir(), 'meshpair-fresh-clone-'));
    const [clone, home] = [join(base, 'meshpair'), join(base, 'home')];
    await mkdir(home);
    const files = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: repository,
      maxBuffer: 2 ** 26,
    });
    for (const file of files.stdout.split('\0').filter(Boolean)) {
      await cp(join(repository, file), join(clone, file)).catch((error: NodeJS.ErrnoException) => {
        // Deleted, but not committed so.
        if (error.code !== 'ENOENT') throw error;
      });
    }
    const cache = await outputOf('npm', ['config', 'get', 'cache']);
    // npm writes to its cache: another user gets a copy.
    if (user !== undefined) {
      // What another npm still fetches comes and goes in `tmp`.
      const parts = (await readdir(join(cache, '_cacache'))).filter((part) => part !== 'tmp');
      const content = join(home, '.npm/_cacache');
      await mkdir(content, { recursive: true });
      await run('cp', ['-R', ...parts.map((part) => join(cache, '_cacache', part)), content]);
      await chmod(base, 0o755);
      await run('chown', ['-R', `${user.uid}:${user.gid}`, base]);
    }
    const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
    // The machine's own Node, not the one that runs the tests.
    const path = (process.env['PATH'] ?? '').split(delimiter).filter((each) => !each.startsWith(repository));
    const environment = {
      ...Object.fromEntries(inherited),
      PATH: path.join(delimiter),
      HOME: home,
      npm_config_cache: user === undefined ? cache : join(home, '.npm'),
      npm_config_prefer_offline: 'true',
    };
    return new FreshClone(clone, environment, user);
  }

  /** `npm` in the clone, as its user, at a terminal's process group of its own. */
  npm(args: readonly string[], settings: Readonly<Record<string, string>> = {}): RunningNpm {
    return new RunningNpm(
      spawn('npm', [...args], {
        cwd: this.base,
        env: { ...this.environment, ...settings },
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
        ...this.user,
      }),
    );
  }

  remove(): Promise<void> {
    return rm(join(this.base, '..'), { recursive: true, force: true });
  }
}

/** An `npm` command and what it writes. */
export class RunningNpm {
  readonly lines: string[] = [];
  readonly exited: Promise<number | null>;

  constructor(private readonly child: ChildProcess) {
    for (const output of [child.stdout, child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (line) => this.lines.push(line));
    }
    this.exited = new Promise((resolve) => child.once('close', resolve));
  }

  get output(): string {
    return this.lines.join('\n');
  }

  async untilReady(): Promise<void> {
    const left = this.exited.then((code) => {
      throw new Error(`npm start left with ${String(code)}:\n${this.output}`);
    });
    const ready = waitFor(() => this.output.includes('Meshpair is ready.'), {
      timeoutMs: START_TIMEOUT_MS,
      message: 'npm start says that it is ready',
    });
    await Promise.race([ready, left]);
  }

  /** As a terminal does at Ctrl-C: the signal reaches every process of the group. */
  async interrupt(): Promise<void> {
    const { pid, exitCode, signalCode } = this.child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGINT');
    await this.exited;
  }
}
