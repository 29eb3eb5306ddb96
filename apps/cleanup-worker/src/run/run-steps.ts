import { setTimeout as delay } from 'node:timers/promises';
import { AdvisoryLock } from '@meshpair/persistence';

const LOCK = { name: 'cleanup run', applicationName: 'meshpair-cleanup-lock' };

export const BATCH_ROWS = 500;

/** One part of a cleanup; returns how many rows it changed. Safe to repeat. */
export interface CleanupStep {
  readonly name: string;
  run(now: Date, signal: AbortSignal): Promise<number>;
}

export interface CleanupReport {
  /** Rows changed, by step; a failed step has none. */
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly { readonly step: string; readonly cause: unknown }[];
}

/** Runs the steps in order. A step that fails does not stop the others. */
export async function runSteps(
  steps: readonly CleanupStep[],
  now: Date,
  signal: AbortSignal,
): Promise<CleanupReport> {
  const counts: Record<string, number> = {};
  const failures: { step: string; cause: unknown }[] = [];
  for (const step of steps) {
    if (signal.aborted) break;
    try {
      counts[step.name] = await step.run(now, signal);
    } catch (cause) {
      failures.push({ step: step.name, cause });
    }
  }
  return { counts, failures };
}

/**
 * Repeats a bounded deletion until it finds less than a full batch, or the signal aborts between two. Each full batch is
 * followed by a rest as long as it took, so that a million rows do not take the database from the pairings. Returns how
 * many rows went.
 */
export async function inBatches(
  remove: (limit: number) => Promise<number>,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const since = performance.now();
    const removed = await remove(BATCH_ROWS);
    total += removed;
    if (removed < BATCH_ROWS) break;
    // Aborted, it rejects, and the loop ends.
    await delay(performance.now() - since, undefined, { signal }).catch(() => undefined);
  }
  return total;
}

/**
 * Runs `work` while no other process does, over all workers (a session-level advisory lock on a connection of its
 * own); `busy` when one does. The signal aborts when that connection, and the lock with it, is lost.
 */
export async function asOnlyRun<T>(
  databaseUrl: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | 'busy'> {
  const lock = await AdvisoryLock.connect(databaseUrl, LOCK);
  try {
    return (await lock.tryAcquire()) ? await lock.guard(() => work(lock.lost)) : 'busy';
  } finally {
    await lock.close();
  }
}
