import type { DatabaseClock, NodeRemovals } from '@meshpair/persistence';
import { RepeatedLook } from './repeated-look.js';

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
export class FinishRemovals extends RepeatedLook {
  protected readonly failing = { what: 'Removals', retryMs: RETRY_MS };

  constructor(private readonly circumstances: Circumstances) {
    super();
  }

  protected async look(): Promise<number> {
    const { removals, clock, recorded } = this.circumstances;
    for (const removal of await removals.due(clock.now())) {
      const nodes = await removals.finish(removal, clock.now());
      recorded();
      const { removalId } = removal;
      this.logger.log(`Removed: ${nodes} that were suspended`, { outcome: 'removed', removalId, nodes });
    }
    const next = await removals.nextEnd();
    const waitMs = next === undefined ? LOOK_AGAIN_MS : next.getTime() - clock.now().getTime();
    return Math.min(Math.max(waitMs, 1), LOOK_AGAIN_MS);
  }
}
