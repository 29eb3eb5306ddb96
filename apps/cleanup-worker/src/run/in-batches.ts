export const BATCH_ROWS = 500;

/**
 * Repeats a bounded deletion until it finds less than a full batch, or the signal aborts between two.
 * Returns how many rows went.
 */
export async function inBatches(
  remove: (limit: number) => Promise<number>,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const removed = await remove(BATCH_ROWS);
    total += removed;
    if (removed < BATCH_ROWS) break;
  }
  return total;
}
