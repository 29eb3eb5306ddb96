import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { waitFor } from '@meshpair/testing';

/** `npx meshpair` as a process, with its own home. */
export class Terminal {
  readonly lines: string[] = [];
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(args: readonly string[], environment: Readonly<Record<string, string>>) {
    const clock = new URL('moving-clock.mjs', import.meta.url).href;
    this.child = spawn(process.execPath, ['--import', clock, 'apps/cli/bin/meshpair.mjs', ...args], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    for (const output of [this.child.stdout, this.child.stderr])
      if (output) createInterface({ input: output }).on('line', (line) => this.lines.push(line));
    this.exited = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
  }

  get output(): string {
    return this.lines.join('\n');
  }

  /** The first JSON line with such a state, or the first after so many. */
  async untilState(state: string, after = 0): Promise<Record<string, unknown>> {
    const found = () => this.json.filter((value) => value.state === state)[after];
    return waitFor<Record<string, unknown>>(found, { message: `the terminal says ${state}` });
  }

  /** How often it has said so. */
  times(state: string): number {
    return this.json.filter((value) => value.state === state).length;
  }

  async until(text: RegExp): Promise<string> {
    const found = await waitFor(() => text.exec(this.output)?.[0], {
      message: `the terminal says ${text}`,
    });
    return String(found);
  }

  type(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  interrupt(): void {
    this.child.kill('SIGINT');
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** So much time passes at once for the program. */
  letPass(ms: number): void {
    this.child.send(ms);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get json(): readonly Record<string, unknown>[] {
    return this.lines
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
