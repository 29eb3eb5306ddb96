import { jetstream, type JetStreamClient, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { LoggerService } from '@nestjs/common';
import { EVENT_STREAM, type EventSource, eventSubject, toCloudEvent } from '@meshpair/contracts';
import { publishInOrder } from './publish-in-order.js';
import type { RelayedOutbox, UnpublishedEvent } from './relayed-outbox.js';
import { WakeUp } from './wake-up.js';

const BATCH = 500;

/** The stream answers in a millisecond; what takes this long was lost with its connection. */
const PUBLISH_TIMEOUT_MS = 2000;

const RETRY_MS = 250;

/** How old a look at the stream may be when a batch begins. */
const LOOK_EVERY_MS = 500;

/** For how long after a look the stream is taken for the one of before. The keeper leaves a lost one away for longer. */
const SAME_STREAM_MS = 1000;

/** How long an answer is held back for its verification, which a new stream may have delivered before it was noticed. */
const HELD_BACK_MS = 20_000;

export interface OutboxRelayOptions {
  readonly store: RelayedOutbox;
  readonly connection: NatsConnection;
  readonly source: EventSource;
  readonly logger: LoggerService;
  /** A durable consumer of this service: its description tells one stream from the next of that name. */
  readonly consumer?: string;
  /** How often verifications are looked for that the registry has not answered for so long. */
  readonly reconcile?: { readonly everyMs: number; readonly afterSeconds: number };
  /** How long what a new stream is to have later is held back. */
  readonly heldBackMs?: number;
  /** The safety net, should a wake-up be lost. */
  readonly pollMs?: number;
}

/**
 * Publishes a service's committed events to the stream: in order per pairing, at least once (resends carry the same
 * `Nats-Msg-Id`), by one replica at a time. Woken at commit, in whichever replica that was.
 */
export class OutboxRelay {
  private readonly stopping = new AbortController();
  private readonly wakeUp = new WakeUp();
  private readonly wakeSubject: string;
  private readonly stream: JetStreamClient;
  private readonly pollMs: number;
  private isLeader = false;
  private isTelling = false;
  private isRefused = false;
  private streamOfBefore: string | undefined;
  private lookedAt = -Infinity;
  private reconciledAt = -Infinity;
  private releasesAt = Infinity;
  private running: Promise<void> | undefined;

  constructor(private readonly options: OutboxRelayOptions) {
    this.pollMs = options.pollMs ?? 1000;
    this.wakeSubject = `meshpair.wake.${options.source.split('/').at(-1)}`;
    this.stream = jetstream(options.connection, { timeout: PUBLISH_TIMEOUT_MS });
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Tells the relay, here or in another replica, that events were committed. Cheap; call it after each commit. */
  wake(): void {
    if (this.isLeader) this.wakeUp.wake();
    else this.tellLeader();
  }

  /** Finishes the batch in hand and lets another replica take over. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { store, logger } = this.options;
    while (!this.stopping.signal.aborted) {
      try {
        await store.asOnlyRelay(
          (lost) => this.lead(AbortSignal.any([lost, this.stopping.signal])),
          this.stopping.signal,
        );
      } catch (error) {
        logger.warn(`The relay lost its table: ${String(error)}`);
        await this.wakeUp.wait(RETRY_MS, this.stopping.signal);
      }
    }
  }

  private async lead(signal: AbortSignal): Promise<void> {
    const wakes = this.listen();
    this.isLeader = true;
    // The leader before may have held something back.
    this.holdBack();
    try {
      while (!signal.aborted) await this.wakeUp.wait(await this.relay(signal), signal);
    } finally {
      this.isLeader = false;
      wakes?.unsubscribe();
    }
  }

  /** Publishes one batch. Answers how long to wait for a wake-up before the next. */
  private async relay(signal: AbortSignal): Promise<number> {
    try {
      this.wakeUp.reset();
      await this.reopenWhatIsWanted();
      const events = await this.options.store.readUnpublished(BATCH);
      // After reading, which may have taken its time: what was read for one stream is not published to the next.
      if (await this.reopenForNewStream()) return 0;
      if (events.length === 0) return this.pollMs;
      let failure: Error | undefined;
      const publish = (event: UnpublishedEvent): Promise<void> =>
        this.publish(event).catch((error: Error) => {
          failure ??= error;
          throw error;
        });
      const mayGoOn = (): boolean => !signal.aborted && this.isSameStream();
      const published = await publishInOrder(events, publish, mayGoOn);
      if (published.length > 0) await this.options.store.markPublished(published);
      this.tell(failure);
      if (failure !== undefined) return RETRY_MS;
      const isAllThereIs = events.length < BATCH && published.length === events.length;
      return isAllThereIs ? this.pollMs : 0;
    } catch (error) {
      this.options.logger.warn(`The relay waits for its table or its stream: ${String(error)}`);
      return RETRY_MS;
    }
  }

  /** Looks whether the stream is the one of before: a new one gets again what its predecessor had. */
  private async reopenForNewStream(): Promise<boolean> {
    const { store, consumer, connection } = this.options;
    const now = performance.now();
    if (consumer === undefined || now - this.lookedAt < LOOK_EVERY_MS) return false;
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const { description } = (await manager.consumers.info(EVENT_STREAM, consumer)).config;
    const isNew = this.streamOfBefore !== undefined && description !== this.streamOfBefore;
    if (isNew) {
      await store.reopenForNewStream();
      this.holdBack();
    }
    this.streamOfBefore = description;
    // Not when the answer came: it may have waited for this process.
    this.lookedAt = now;
    return isNew;
  }

  private isSameStream(): boolean {
    return this.options.consumer === undefined || performance.now() - this.lookedAt < SAME_STREAM_MS;
  }

  /** A verification without an answer is told again, and what was held back long enough is let go. */
  private async reopenWhatIsWanted(): Promise<void> {
    const { store, reconcile } = this.options;
    const now = performance.now();
    if (reconcile !== undefined && now - this.reconciledAt >= reconcile.everyMs) {
      await store.reopenUnanswered(reconcile.afterSeconds);
      this.reconciledAt = now;
    }
    if (now >= this.releasesAt) {
      await store.releaseHeldBack();
      this.releasesAt = Infinity;
    }
  }

  private holdBack(): void {
    this.releasesAt = performance.now() + (this.options.heldBackMs ?? HELD_BACK_MS);
  }

  private async publish({ event }: UnpublishedEvent): Promise<void> {
    const message = toCloudEvent(event, this.options.source);
    await this.stream.publish(eventSubject(event.type, event.pairingId), JSON.stringify(message), {
      msgID: message.id,
    });
  }

  /** One line when the stream refuses, and one when it takes events again: not one for each event and try. */
  private tell(failure: Error | undefined): void {
    if (failure !== undefined && !this.isRefused)
      this.options.logger.warn(`Events wait, the stream does not take them: ${String(failure)}`);
    if (failure === undefined && this.isRefused) this.options.logger.log('The stream takes events again');
    this.isRefused = failure !== undefined;
  }

  private listen(): Subscription | undefined {
    const { connection } = this.options;
    if (connection.isClosed() || connection.isDraining()) return undefined;
    return connection.subscribe(this.wakeSubject, { callback: () => this.wakeUp.wake() });
  }

  /** Commits of one turn of the event loop need one message. */
  private tellLeader(): void {
    if (this.isTelling) return;
    this.isTelling = true;
    setImmediate(() => {
      this.isTelling = false;
      const { connection } = this.options;
      if (!connection.isClosed() && !connection.isDraining()) connection.publish(this.wakeSubject);
    });
  }
}
