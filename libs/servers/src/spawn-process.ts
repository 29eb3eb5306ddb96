import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { guardProcess } from './process-guard.js';
import type { ProcessLedger } from './process-ledger.js';

/** Takes one line of progress or of a child's output. */
export type LineLog = (line: string) => void;

/** A system user to run a child as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

export interface ProcessPlan {
  /** What messages call the process. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The child's whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly user?: RunAs;
  readonly stopSignal?: NodeJS.Signals;
  /** Where it is noted, so that a later start finds it. */
  readonly ledger?: ProcessLedger | undefined;
  /** Each line that the child writes. */
  readonly onLine: LineLog;
  /** Recognises the line, or the IPC message, that says that the child is ready. */
  readonly isReady:
    { readonly line: (line: string) => boolean } | { readonly message: (message: unknown) => boolean };
  /** Resolves when the running child answers a question of health; rejects when it does not, or `signal` aborts. */
  readonly answers?: (child: ChildProcess, signal: AbortSignal) => Promise<void>;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process is gone and its output is read. */
  readonly exited: Promise<ProcessExit>;
  /** Asks the process to leave, and kills it when it has not within 10 seconds. */
  stop(): Promise<void>;
  /** Kills the process at once. */
  kill(): Promise<void>;
  /** Resolves when the process answers; rejects when it does not, or `signal` aborts. Left out: nobody can ask it. */
  readonly answers?: (signal: AbortSignal) => Promise<void>;
}

/** A child that left before it was ready. */
export class ProcessFailedToStart extends Error {
  constructor(
    readonly processName: string,
    readonly exit: ProcessExit,
    readonly lastLines: readonly string[],
  ) {
    super(
      `${processName} did not start (${describeExit(exit)})${lastLines.map((line) => `\n  ${line}`).join('')}`,
    );
    this.name = 'ProcessFailedToStart';
  }
}

export const describeExit = ({ code, signal }: ProcessExit): string =>
  signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;

const stopSignalOf = ({ stopSignal = 'SIGTERM' }: ProcessPlan): NodeJS.Signals => stopSignal;

const STOP_GRACE_MS = 10_000;
const LINES_KEPT = 20;

/**
 * Starts a child in a process group of its own (a Ctrl-C reaches only this process, which then stops its children
 * in order) and resolves when it is ready. Throws a `ProcessFailedToStart` when it leaves before.
 */
export async function spawnProcess(plan: ProcessPlan): Promise<RunningProcess> {
  const byMessage = 'message' in plan.isReady;
  const child = spawn(plan.command, [...plan.args], {
    detached: true,
    env: { ...plan.env },
    stdio: ['ignore', 'pipe', 'pipe', ...(byMessage ? (['ipc'] as const) : [])],
    ...(plan.cwd === undefined ? {} : { cwd: plan.cwd }),
    ...plan.user,
  });
  guardProcess(child);
  plan.ledger?.note(plan.name, child, stopSignalOf(plan));
  const exited = new Promise<ProcessExit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  await untilReady(plan, child, exited);
  return running(plan, child, exited);
}

async function untilReady(
  plan: ProcessPlan,
  child: ChildProcess,
  exited: Promise<ProcessExit>,
): Promise<void> {
  const { isReady } = plan;
  const lastLines: string[] = [];
  const ready = new Promise<void>((resolve) => {
    const onLine = (line: string): void => {
      if (lastLines.push(line) > LINES_KEPT) lastLines.shift();
      plan.onLine(line);
      if ('line' in isReady && isReady.line(line)) resolve();
    };
    for (const output of [child.stdout, child.stderr]) {
      if (output !== null) createInterface({ input: output }).on('line', onLine);
    }
    child.on('message', (message) => {
      if ('message' in isReady && isReady.message(message)) resolve();
    });
  });
  const left = await Promise.race([ready, exited]);
  if (left !== undefined) throw new ProcessFailedToStart(plan.name, left, lastLines);
}

function running(plan: ProcessPlan, child: ChildProcess, exited: Promise<ProcessExit>): RunningProcess {
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  const { answers } = plan;
  return {
    name: plan.name,
    pid: child.pid ?? -1,
    exited,
    kill,
    ...(answers && { answers: (signal) => answers(child, signal) }),
    async stop() {
      child.kill(stopSignalOf(plan));
      // Who was halted takes the signal only once it goes on.
      child.kill('SIGCONT');
      const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
      await exited;
      clearTimeout(deadline);
    },
  };
}
