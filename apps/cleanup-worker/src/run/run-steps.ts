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
