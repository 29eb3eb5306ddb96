import { isGone } from '@meshpair/domain';
import type { DatabaseClock, UnseenNodes } from '@meshpair/persistence';
import { RepeatedLook } from './repeated-look.js';

/** How much longer than it may a node be there unseen, about. */
const LOOK_EVERY_MS = 5_000;

interface Circumstances {
  readonly unseen: Pick<UnseenNodes, 'find' | 'remove'>;
  readonly clock: Pick<DatabaseClock, 'now'>;
  /** Nodes are removed, and their events committed. */
  readonly recorded: () => void;
}

/** Removes ephemeral nodes that were unseen for longer than they may be. Each replica looks; one finds each. */
export class RemoveUnseen extends RepeatedLook {
  protected readonly failing = { what: 'Unseen nodes', retryMs: LOOK_EVERY_MS };

  constructor(private readonly circumstances: Circumstances) {
    super();
  }

  protected async look(): Promise<number> {
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
    return LOOK_EVERY_MS;
  }
}
