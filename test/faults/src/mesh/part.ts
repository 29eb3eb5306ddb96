import { readdirSync, readFileSync } from 'node:fs';
import {
  type LineLog,
  type RunningProcess,
  type SupervisedProcess,
  superviseProcess,
} from '@meshpair/servers';
import { waitFor } from '@meshpair/testing';

/** A time during which a process could not answer. */
export interface Outage {
  readonly from: number;
  /** Infinity while it lasts. */
  readonly to: number;
}

const BACK_AGAIN_MS = 30_000;

/** As under `npm start`. */
const MAX_BACKOFF_MS = 5_000;

interface Lives {
  starts: number;
  /** Done once, before the next start. */
  beforeStart?: (() => Promise<void>) | undefined;
}

/** One process of the mesh, supervised as under `npm start`, which a fault may kill or pause. */
export class Part<Process extends RunningProcess = RunningProcess> {
  readonly outages: Outage[] = [];

  private constructor(
    readonly name: string,
    private readonly supervised: SupervisedProcess<Process>,
    private readonly lives: Lives,
  ) {}

  static async start<Process extends RunningProcess>(
    name: string,
    start: () => Promise<Process>,
    log: LineLog,
    backoffMs?: number,
  ): Promise<Part<Process>> {
    const lives: Lives = { starts: 0 };
    const counted = async (): Promise<Process> => {
      await lives.beforeStart?.();
      lives.beforeStart = undefined;
      const process = await start();
      lives.starts += 1;
      return process;
    };
    const supervised = await superviseProcess({
      name,
      start: counted,
      log,
      ...(backoffMs !== undefined && { backoffMs }),
      maxBackoffMs: MAX_BACKOFF_MS,
    });
    return new Part(name, supervised, lives);
  }

  get process(): Process {
    return this.supervised.current;
  }

  /** Whether the process was up, without a break, in that time. */
  wasUp(from: number, to: number): boolean {
    return !this.outages.some((outage) => outage.from <= to && outage.to >= from);
  }

  /**
   * Kills the process with a signal, and resolves when the supervisor has brought it up again; `whileAway` comes
   * in between.
   */
  async killAndAwait(signal: 'SIGKILL' | 'SIGQUIT', whileAway?: () => Promise<void>): Promise<void> {
    const { starts } = this.lives;
    this.lives.beforeStart = whileAway;
    const { process } = this;
    await this.during(async () => {
      sendSignal(process.pid, signal);
      await process.exited;
      await waitFor(() => this.lives.starts > starts, {
        timeoutMs: BACK_AGAIN_MS,
        message: `${this.name} is up again`,
      });
    });
  }

  /** Stops the process and its children where they stand, for a while. */
  async pause(ms: number): Promise<void> {
    const pids = [this.process.pid, ...childrenOf(this.process.pid)];
    await this.during(async () => {
      for (const pid of pids) sendSignal(pid, 'SIGSTOP');
      await new Promise((later) => setTimeout(later, ms));
      for (const pid of pids.reverse()) sendSignal(pid, 'SIGCONT');
    });
  }

  stop(): Promise<void> {
    return this.supervised.stop();
  }

  private async during(work: () => Promise<void>): Promise<void> {
    const index = this.outages.push({ from: Date.now(), to: Infinity }) - 1;
    await work();
    this.outages[index] = { from: this.outages[index]?.from ?? 0, to: Date.now() };
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Processes whose parent is that one, by Linux' /proc. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    // The name stands in brackets and may hold anything; state and parent follow.
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(parent);
  } catch {
    return undefined;
  }
}
