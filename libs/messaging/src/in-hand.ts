import { setTimeout as delay } from 'node:timers/promises';

/** What is being worked on, so that a closing transport can finish it. */
export class InHand<Item> {
  private readonly items = new Set<Item>();
  private whenIdle: (() => void) | undefined;

  add(item: Item): void {
    this.items.add(item);
  }

  delete(item: Item): void {
    this.items.delete(item);
    if (this.items.size === 0) this.whenIdle?.();
  }

  [Symbol.iterator](): IterableIterator<Item> {
    return this.items.values();
  }

  /** Resolves when nothing is in hand, or after `graceMs`. */
  async finish(graceMs: number): Promise<void> {
    if (this.items.size === 0) return;
    await within(graceMs, new Promise<void>((resolve) => (this.whenIdle = resolve)));
  }
}

/** Waits for `work`, but not longer than `ms`; leaves no timer behind. */
export async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  try {
    await Promise.race([work, delay(ms, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
