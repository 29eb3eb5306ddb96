import { type Patience, pause, untilSilent } from './health-watch.js';
import { describeExit, type LineLog, type RunningProcess } from './spawn-process.js';

export interface SupervisionOptions<Process extends RunningProcess> {
  readonly name: string;
  /** Starts the process and resolves when it is ready. */
  readonly start: () => Promise<Process>;
  readonly log: LineLog;
  /** The wait before the first restart; it doubles with each try, up to `maxBackoffMs`. */
  readonly backoffMs?: number;
  readonly maxBackoffMs?: number;
  /** A process that ran this long has recovered: the next restart is quick again. */
  readonly stableAfterMs?: number;
  /** With a process that is alive but does not answer, where it can be asked (`RunningProcess.answers`). */
  readonly patience?: Patience;
}

export interface SupervisedProcess<Process extends RunningProcess> {
  readonly name: string;
  /** The process of now, or the last one while it is being started again. */
  readonly current: Process;
  /** Ends the supervision and the process. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/**
 * Starts a process and starts it again, with exponential back-off, whenever it leaves without being asked to, or does
 * not answer any more: then it is stopped first. The first start is not tried again: its error is the caller's.
 */
export async function superviseProcess<Process extends RunningProcess>(
  options: SupervisionOptions<Process>,
): Promise<SupervisedProcess<Process>> {
  const {
    name,
    log,
    backoffMs = 250,
    maxBackoffMs = 30_000,
    stableAfterMs = 60_000,
    patience = {},
  } = options;
  let current = await options.start();
  const ended = new AbortController();

  const startAgain = async (firstWaitMs: number): Promise<void> => {
    for (let waitMs = firstWaitMs; !ended.signal.aborted; waitMs = Math.min(waitMs * 2, maxBackoffMs)) {
      await pause(waitMs, ended.signal);
      if (ended.signal.aborted) return;
      try {
        current = await options.start();
        log(`${name} runs again (pid ${current.pid})`);
        return;
      } catch (error) {
        log(`${name} did not start again: ${(error as Error).message}`);
      }
    }
  };

  const watch = async (): Promise<void> => {
    let waitMs = backoffMs;
    while (!ended.signal.aborted) {
      const since = Date.now();
      const loss = await untilLost(current, patience, ended.signal);
      if (ended.signal.aborted) return;
      waitMs = Date.now() - since > stableAfterMs ? backoffMs : waitMs;
      log(`${name} ${loss}: starting it again in ${waitMs} ms`);
      await current.stop();
      await startAgain(waitMs);
      waitMs = Math.min(waitMs * 2, maxBackoffMs);
    }
  };
  const watching = watch();

  const end = async (leave: (process: Process) => Promise<void>): Promise<void> => {
    ended.abort();
    await leave(current);
    await watching;
    // A start that was under way when the end came.
    await leave(current);
  };
  return {
    name,
    get current() {
      return current;
    },
    stop: () => end((process) => process.stop()),
    kill: () => end((process) => process.kill()),
  };
}

/** What became of a process, once it has left or does not answer any more; undefined when `signal` aborts first. */
async function untilLost(
  process: RunningProcess,
  patience: Patience,
  signal: AbortSignal,
): Promise<string | undefined> {
  const gone = new AbortController();
  const left = process.exited.then((exit) => `left unexpectedly (${describeExit(exit)})`);
  const silent = untilSilent(process, patience, AbortSignal.any([gone.signal, signal]));
  // Who cannot be asked is never found silent.
  const loss = silent.then((trouble) => (trouble === undefined ? left : `does not answer (${trouble})`));
  return Promise.race([left, loss]).finally(() => gone.abort());
}
