import type { CloudEvent, Reply } from '@meshpair/contracts';
import type { EventStream } from './event-stream.js';

const HEARTBEAT_MS = 15_000;

/** The events after a sequence, in order, as a stream's reader may see them. */
export type ReadEvents = (afterSequence: number) => Promise<Reply<{ readonly items: readonly CloudEvent[] }>>;

/**
 * The open streams of one pairing. What is new is read once and told to all. A heartbeat keeps the connections, and
 * looks again.
 */
export class PairingFollowers {
  private readonly streams = new Map<EventStream, ReadEvents>();
  private isReading = false;
  private mustReadAgain = false;
  private stop: (() => void) | undefined;

  /** `listen` calls back at each change of the pairing, until the function that it returns is called. */
  constructor(private readonly listen: (onChange: () => void) => () => void) {}

  get isEmpty(): boolean {
    return this.streams.size === 0;
  }

  join(stream: EventStream, read: ReadEvents): void {
    this.streams.set(stream, read);
    this.stop ??= this.begin();
  }

  leave(stream: EventStream): void {
    this.streams.delete(stream);
    if (!this.isEmpty) return;
    this.stop?.();
    this.stop = undefined;
  }

  /** There may be more to read. Calls while a read is under way lead to one more read. */
  async wake(): Promise<void> {
    this.mustReadAgain = true;
    if (this.isReading) return;
    this.isReading = true;
    try {
      while (this.mustReadAgain) {
        this.mustReadAgain = false;
        await this.readOnce();
      }
    } finally {
      this.isReading = false;
    }
  }

  private begin(): () => void {
    const unlisten = this.listen(() => void this.wake());
    const timer = setInterval(() => this.beat(), HEARTBEAT_MS);
    return () => {
      unlisten();
      clearInterval(timer);
    };
  }

  private async readOnce(): Promise<void> {
    const [read] = this.streams.values();
    if (read === undefined) return;
    const reply = await read(Math.min(...[...this.streams.keys()].map((stream) => stream.lastSequence)));
    for (const stream of this.streams.keys()) {
      if (reply.ok) stream.write(reply.value.items);
      // Every reader was allowed to: the pairing has been purged.
      else if (reply.error.code === 'not_found') stream.refuse();
    }
  }

  private beat(): void {
    for (const stream of this.streams.keys()) stream.beat();
    void this.wake();
  }
}
