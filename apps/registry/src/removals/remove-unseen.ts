import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { isGone } from '@meshpair/domain';
import type { DatabaseClock, UnseenNodes } from '@meshpair/persistence';

/** How much longer than it may a node be there unseen, about. */
const LOOK_EVERY_MS = 5_000;

interface Circumstances {
  readonly unseen: Pick<UnseenNodes, 'find' | 'remove'>;
  readonly clock: Pick<DatabaseClock, 'now'>;
  /** Nodes are removed, and their events committed. */
  readonly recorded: () => void;
}

/** Removes ephemeral nodes that were unseen for longer than they may be. Each replica looks; one finds each. */
export class RemoveUnseen implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(RemoveUnseen.name);
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private isFailing = false;
  private looking: Promise<void> = Promise.resolve();

  constructor(private readonly circumstances: Circumstances) {}

  onApplicationBootstrap(): void {
    this.looking = this.lookAndGoOn();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private async lookAndGoOn(): Promise<void> {
    await this.look().catch((error: unknown) => {
      if (!this.isFailing) this.logger.warn(`Unseen nodes wait: ${String(error)}`);
      this.isFailing = true;
    });
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.lookAndGoOn();
    }, LOOK_EVERY_MS);
  }

  private async look(): Promise<void> {
    const { unseen, clock, recorded } = this.circumstances;
    for (const found of await unseen.find(clock.now())) {
      const node = await unseen.remove(found, clock.now(), isGone);
      if (!node) continue;
      recorded();
      this.logger.log(`Removed: ${node.name}, which nobody has seen`, {
        outcome: 'removed',
        nodeId: node.id,
      });
    }
    this.isFailing = false;
  }
}
