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
 * Starts a process and starts it again, with exponential back-off, whenever it leaves without being asked to.
 * The first start is not tried again: its error is the caller's.
 */
export async function superviseProcess<Process extends RunningProcess>(
  options: SupervisionOptions<Process>,
): Promise<SupervisedProcess<Process>> {
  const { name, log, backoffMs = 250, maxBackoffMs = 30_000, stableAfterMs = 60_000 } = options;
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
      const exit = await current.exited;
      if (ended.signal.aborted) return;
      waitMs = Date.now() - since > stableAfterMs ? backoffMs : waitMs;
      log(`${name} left unexpectedly (${describeExit(exit)}): starting it again in ${waitMs} ms`);
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

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
