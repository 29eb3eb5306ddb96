export interface MicroBatchOptions<Item, Result> {
  /** Handles many items at once; answers in their order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Items in one run at most. */
  readonly maxItems?: number;
  /** Runs in flight at most; items that come meanwhile are collected for the next one. */
  readonly concurrency?: number;
  /** Items that wait for a run at most; beyond that they are refused with `BatchFull`. */
  readonly maxWaiting?: number;
}

/** For runs of one statement each. One run at a time: what comes meanwhile makes the next one larger, and so cheaper. */
const DEFAULTS = { maxItems: 256, concurrency: 1, maxWaiting: 4_096 } as const;

/** More work than can wait: try again later. */
export class BatchFull extends Error {
  override readonly name = 'BatchFull';

  constructor() {
    super('too many items wait');
  }
}

interface Pending<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs items that arrive together as one. An idle batch starts in the same turn of the event loop, so a lone item waits
 * for nobody; a busy one grows by itself.
 */
export class MicroBatch<Item, Result> {
  private waiting: Pending<Item, Result>[] = [];
  private inFlight = 0;
  private isScheduled = false;
  private readonly options: Required<MicroBatchOptions<Item, Result>>;

  constructor(options: MicroBatchOptions<Item, Result>) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** The item's result. Rejects when its run does, and with `BatchFull` when too many wait. */
  add(item: Item): Promise<Result> {
    if (this.waiting.length >= this.options.maxWaiting) return Promise.reject(new BatchFull());
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.isScheduled || this.inFlight >= this.options.concurrency) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.startRuns();
    });
  }

  private startRuns(): void {
    while (this.waiting.length > 0 && this.inFlight < this.options.concurrency) {
      void this.run(this.waiting.splice(0, this.options.maxItems));
    }
  }

  private async run(batch: readonly Pending<Item, Result>[]): Promise<void> {
    this.inFlight += 1;
    try {
      const results = await this.options.run(batch.map(({ item }) => item));
      if (results.length !== batch.length)
        throw new Error('a batch answered for more or fewer items than it got');
      results.forEach((result, index) => batch[index]?.resolve(result));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.inFlight -= 1;
      this.startRuns();
    }
  }
}
