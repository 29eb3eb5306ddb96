import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { waitFor } from './wait-for.js';

export interface LauncherExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `npm start` as a process, without the installing and building before it. */
export class RunningLauncher {
  readonly lines: string[] = [];
  readonly exited: Promise<LauncherExit>;
  private readonly child: ChildProcess;

  /** `within` is a command that becomes the one that it is given. */
  constructor(environment: Readonly<Record<string, string>>, within: readonly string[] = []) {
    const [command = '', ...args] = [...within, process.execPath, 'apps/launcher/bundle/main.js'];
    this.child = spawn(command, args, {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const output of [this.child.stdout, this.child.stderr]) {
      if (output) createInterface({ input: output }).on('line', (line) => this.lines.push(line));
    }
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get output(): string {
    return this.lines.join('\n');
  }

  /** Resolves at the box that says that all is ready; throws when the launcher leaves before. */
  async untilReady(): Promise<void> {
    const left = this.exited.then(({ code }) => {
      throw new Error(`The launcher left with ${code}:\n${this.output}`);
    });
    const ready = waitFor(() => this.output.includes('Meshpair is ready.'), {
      timeoutMs: 120_000,
      message: 'the launcher says that it is ready',
    });
    await Promise.race([ready, left]);
  }

  stop(signal: NodeJS.Signals = 'SIGINT'): Promise<LauncherExit> {
    this.child.kill(signal);
    return this.exited;
  }
}

export interface RunningCommand {
  readonly pid: number;
  readonly commandLine: string;
}

/** The processes that have `mark` in their environment or command line, read from /proc. */
export async function processesWith(mark: string): Promise<readonly RunningCommand[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [commandLine, environment] = await Promise.all(
        ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
      );
      const isMarked = `${commandLine}${environment}`.includes(mark);
      return isMarked
        ? { pid: Number(pid), commandLine: (commandLine ?? '').replaceAll('\0', ' ') }
        : undefined;
    }),
  );
  return found.filter((command) => command !== undefined);
}

/** The child of a process that has `mark` in its command line, read from /proc. */
export async function childOf(parent: number, mark: string): Promise<number | undefined> {
  const found = await Promise.all(
    (await processesWith(mark)).map(async ({ pid }) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return stat.split(') ').at(-1)?.split(' ')[1] === String(parent) ? pid : undefined;
    }),
  );
  return found.find((pid) => pid !== undefined);
}

/** The environment that a process was started with, read from /proc. */
export async function environmentOf(pid: number): Promise<Readonly<Record<string, string>>> {
  const entries = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').filter(Boolean);
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}
