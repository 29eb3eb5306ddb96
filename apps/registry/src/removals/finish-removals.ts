import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { DatabaseClock, NodeRemovals } from '@meshpair/persistence';

/** Another replica may have begun a removal and died: each looks that often, whatever it knows of. */
const LOOK_AGAIN_MS = 10_000;
/** The database is away, or the owner's lock is taken. */
const RETRY_MS = 1_000;

interface Circumstances {
  readonly removals: Pick<NodeRemovals, 'due' | 'finish' | 'nextEnd'>;
  readonly clock: Pick<DatabaseClock, 'now'>;
  /** Nodes are removed, and their events committed. */
  readonly recorded: () => void;
}

/** Removes nodes for good when their removal can be undone no more: also those that a killed service left behind. */
export class FinishRemovals implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(FinishRemovals.name);
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private isFailing = false;
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly circumstances: Circumstances) {}

  onApplicationBootstrap(): void {
    this.lookSoon();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** There may be another end to wait for. */
  lookSoon(): void {
    this.looking = this.looking.then(() => this.look());
  }

  private async look(): Promise<void> {
    if (this.isStopped) return;
    clearTimeout(this.timer);
    const waitMs = await this.finishDue().catch((error: unknown) => {
      if (!this.isFailing) this.logger.warn(`Removals wait: ${String(error)}`);
      this.isFailing = true;
      return RETRY_MS;
    });
    if (!this.isStopped) this.timer = setTimeout(() => this.lookSoon(), waitMs);
  }

  /** Returns for how long there is nothing to do. */
  private async finishDue(): Promise<number> {
    const { removals, clock, recorded } = this.circumstances;
    for (const removal of await removals.due(clock.now())) {
      const nodes = await removals.finish(removal, clock.now());
      recorded();
      const { removalId } = removal;
      this.logger.log(`Removed: ${nodes} that were suspended`, { outcome: 'removed', removalId, nodes });
    }
    this.isFailing = false;
    const next = await removals.nextEnd();
    const waitMs = next === undefined ? LOOK_AGAIN_MS : next.getTime() - clock.now().getTime();
    return Math.min(Math.max(waitMs, 1), LOOK_AGAIN_MS);
  }
}
