import type { RunningProcess } from './spawn-process.js';

export interface Patience {
  /** Between an answer and the next question. */
  readonly everyMs?: number;
  /** How long a process may take to answer. */
  readonly timeoutMs?: number;
  /** Questions in a row that may go unanswered; the last of them ends the patience. */
  readonly tries?: number;
}

/**
 * Asks a process again and again whether it answers. Resolves with what went wrong last once it has missed `tries`
 * answers in a row; with undefined when `signal` aborts, or when the process cannot be asked.
 */
export async function untilSilent(
  { answers }: Pick<RunningProcess, 'answers'>,
  { everyMs = 2_000, timeoutMs = 5_000, tries = 3 }: Patience,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (answers === undefined) return undefined;
  for (let missed = 0; ;) {
    await pause(everyMs, signal);
    if (signal.aborted) return undefined;
    const trouble = await troubleOf(answers, timeoutMs, signal);
    missed = trouble === undefined ? 0 : missed + 1;
    if (missed >= tries && !signal.aborted) return trouble;
  }
}

async function troubleOf(
  answers: NonNullable<RunningProcess['answers']>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    await answers(AbortSignal.any([signal, timeout]));
    return undefined;
  } catch (error) {
    return timeout.aborted ? `no answer within ${timeoutMs} ms` : (error as Error).message;
  }
}

/** Waits, or until the signal aborts. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
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
