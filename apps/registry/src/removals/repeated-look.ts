import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** Looks again and again while the service runs, one look at a time. A lasting failure is told once. */
export abstract class RepeatedLook implements OnApplicationBootstrap, OnApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private isFailing = false;
  private looking: Promise<void> = Promise.resolve();

  /** What waits while looks fail, and for how long until the next. */
  protected abstract readonly failing: { readonly what: string; readonly retryMs: number };

  /** Returns for how long there is nothing to do. */
  protected abstract look(): Promise<number>;

  onApplicationBootstrap(): void {
    this.lookSoon();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** There may be something to do. */
  lookSoon(): void {
    this.looking = this.looking.then(() => this.lookNow());
  }

  private async lookNow(): Promise<void> {
    if (this.isStopped) return;
    clearTimeout(this.timer);
    const waitMs = await this.tryToLook();
    if (!this.isStopped) this.timer = setTimeout(() => this.lookSoon(), waitMs);
  }

  private async tryToLook(): Promise<number> {
    try {
      const waitMs = await this.look();
      this.isFailing = false;
      return waitMs;
    } catch (error) {
      const { what, retryMs } = this.failing;
      if (!this.isFailing) this.logger.warn(`${what} wait: ${String(error)}`);
      this.isFailing = true;
      return retryMs;
    }
  }
}
