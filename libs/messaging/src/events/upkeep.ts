import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';

/** Between two looks, and between those at something that is missing. */
export const LOOK_MS = 1_000;
export const HURRIED_LOOK_MS = LOOK_MS / 4;

/** JetStream answers in a millisecond; what takes this long is tried again at the next look. */
export const ANSWER_MS = 3_000;

export interface UpkeepOptions {
  /** What messages call what is kept, in the plural. */
  readonly what: string;
  /** One look, which repairs what it finds wrong, and answers in how many milliseconds the next one is due. */
  readonly look: (signal: AbortSignal) => Promise<number>;
  readonly logger: Pick<LoggerService, 'log' | 'warn'>;
}

/** Looks again and again whether something is as it should be. A lasting failure is told once, and so is its end. */
export class Upkeep {
  private readonly closing = new AbortController();
  private watching: Promise<void> | undefined;
  private lastFailure: string | undefined;

  constructor(private readonly options: UpkeepOptions) {}

  get signal(): AbortSignal {
    return this.closing.signal;
  }

  /** Why the last look could not be finished. */
  get failure(): string | undefined {
    return this.lastFailure;
  }

  /** Resolves when a look could be finished. */
  async untilKept(): Promise<void> {
    while ((await this.tryToLook()) === undefined)
      await delay(HURRIED_LOOK_MS, undefined, { signal: this.signal });
  }

  /** Looks until it is closed. */
  watch(firstWaitMs = LOOK_MS): void {
    this.watching = this.goOn(firstWaitMs);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.watching;
  }

  private async goOn(firstWaitMs: number): Promise<void> {
    const { signal } = this;
    for (let waitMs = firstWaitMs; !signal.aborted;) {
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) waitMs = (await this.tryToLook()) ?? LOOK_MS;
    }
  }

  private async tryToLook(): Promise<number | undefined> {
    const { look, logger, what } = this.options;
    try {
      const nextMs = await look(this.signal);
      if (this.lastFailure !== undefined) logger.log(`${what} can be kept again`);
      this.lastFailure = undefined;
      return nextMs;
    } catch (error) {
      const failure = String(error);
      if (failure !== this.lastFailure && !this.signal.aborted)
        logger.warn(`${what} cannot be kept: ${failure}`);
      this.lastFailure = failure;
      return undefined;
    }
  }
}
