import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { EVENT_STREAM } from '@meshpair/contracts';

/** How old a look may be when something is published on the strength of it. */
const LOOK_EVERY_MS = 500;

/** For how long after a look the stream is taken for the one of then. The keeper leaves a lost one away for longer. */
const SAME_STREAM_MS = 1000;

/** Tells one stream from the next of that name, by the description of a durable consumer that the keeper makes with it. */
export class StreamWatch {
  private manager: Promise<JetStreamManager> | undefined;
  private looking: Promise<void> | undefined;
  private description: string | undefined;
  private lookedAt = -Infinity;
  private madeAt = Infinity;
  private noticedAt = -Infinity;
  private streams = 0;

  constructor(
    private readonly connection: NatsConnection,
    /** Without one there is nothing to tell streams by: it is the same for ever. */
    private readonly consumer: string | undefined,
  ) {}

  /** Looks, unless that was done a moment ago. Rejects when JetStream does not answer, or has no such consumer. */
  async look(): Promise<void> {
    if (this.consumer === undefined || performance.now() - this.lookedAt < LOOK_EVERY_MS) return;
    this.looking ??= this.lookNow(this.consumer).finally(() => (this.looking = undefined));
    await this.looking;
  }

  /** Whether the stream is still the one of the last look. */
  get isSame(): boolean {
    return this.consumer === undefined || performance.now() - this.lookedAt < SAME_STREAM_MS;
  }

  /** Counts the streams that were seen here. */
  get number(): number {
    return this.streams;
  }

  /** When another stream than before was last noticed (`performance.now()`); never for the first. */
  get changedAt(): number {
    return this.noticedAt;
  }

  /** Whether a message that was stored at that time (the server's) is in the stream as it is now. */
  holds(storedAt: Date): boolean {
    return this.consumer === undefined || storedAt.getTime() >= this.madeAt;
  }

  private async lookNow(consumer: string): Promise<void> {
    const now = performance.now();
    this.manager ??= jetstreamManager(this.connection, { checkAPI: false });
    const manager = await this.manager;
    const { config, created } = await manager.consumers.info(EVENT_STREAM, consumer);
    if (config.description !== this.description) {
      this.streams += 1;
      if (this.description !== undefined) this.noticedAt = performance.now();
      this.description = config.description;
    }
    this.madeAt = new Date(created).getTime();
    // Not when the answer came: it may have waited for this process.
    this.lookedAt = now;
  }
}
