import type { NatsConnection } from '@nats-io/transport-node';
import type { LoggerService } from '@nestjs/common';
import type { EventSource } from '@meshpair/contracts';
import type { PairingEvent } from '@meshpair/domain';
import { DirectPublisher } from './direct-publisher.js';
import { EventPublisher } from './event-publisher.js';
import { LeaderBell, type Pairings, wakeSubject } from './leader-bell.js';
import { publishInOrder } from './publish-in-order.js';
import type { RelayedOutbox, UnpublishedEvent } from './relayed-outbox.js';
import { StreamWatch } from './stream-watch.js';
import { WakeUp } from './wake-up.js';

const BATCH = 500;

const RETRY_MS = 250;

/** Asks for a look so often that one is made twice a second: on its strength what is committed is published. */
const LOOK_MS = 100;

/** A stream that was made so short a time before this process became the relay may not have been filled by the one before. */
const FILLED_AFTER_MS = 30_000;

/** How long an answer is held back for its verification, which a new stream may have delivered before it was noticed. */
const HELD_BACK_MS = 20_000;

export interface OutboxRelayOptions {
  readonly store: RelayedOutbox;
  readonly connection: NatsConnection;
  /** Begins the connection's inboxes (`natsConnectionOptions`). */
  readonly inboxPrefix?: string;
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
 * `Nats-Msg-Id`). The process that committed publishes them from memory where it can; the rest is published from the
 * table by one replica at a time, which is told by whoever committed and looks by itself for what others have left.
 */
export class OutboxRelay {
  private readonly stopping = new AbortController();
  private readonly wakeUp = new WakeUp();
  private readonly bell: LeaderBell;
  private readonly publisher: EventPublisher;
  private readonly watch: StreamWatch;
  private readonly direct: DirectPublisher;
  private readonly pollMs: number;
  private isLeader = false;
  private isRefused = false;
  /** The pairings to look for, `all` for any: what is young and not among them may be on its way already. */
  private wanted: Set<string> | 'all' = 'all';
  /** Pairings left out of a batch, because events of theirs were on their way. */
  private readonly passedOver = new Set<string>();
  private filledAt = -Infinity;
  private looks: NodeJS.Timeout | undefined;
  private reconciledAt = -Infinity;
  private releasesAt = Infinity;
  private running: Promise<void> | undefined;

  constructor(private readonly options: OutboxRelayOptions) {
    this.pollMs = options.pollMs ?? 1000;
    const { connection, inboxPrefix, source, consumer, store } = options;
    this.bell = new LeaderBell(connection, wakeSubject(source));
    this.publisher = new EventPublisher(connection, source, inboxPrefix);
    this.watch = new StreamWatch(connection, consumer);
    this.direct = new DirectPublisher({
      watch: this.watch,
      publish: (event) => this.publisher.publish(event),
      mark: (events) => store.markEvents(events),
      onSettled: (pairingId, isPublished) => this.settled(pairingId, isPublished),
    });
  }

  start(): void {
    if (this.running) return;
    this.running = this.run();
    this.looks = setInterval(() => void this.watch.look().catch(() => undefined), LOOK_MS);
  }

  /**
   * Publishes the events of one pairing, just committed here and in order, or has the relay do it. Call it before anybody
   * learns of the commit. `causedBy` is when the stream stored the event that they answer.
   */
  committed(events: readonly PairingEvent[], causedBy?: Date): void {
    const [first] = events;
    if (first && !this.direct.take(events, causedBy)) this.wake([first.pairingId]);
  }

  /** Tells the relay, here or in another replica, that events of these pairings, or of any, wait. */
  wake(pairings: Pairings = 'all'): void {
    if (!this.isLeader) return this.bell.ring(pairings);
    this.want(pairings);
    this.wakeUp.wake();
  }

  /** Finishes what is in hand and lets another replica take over. */
  async stop(): Promise<void> {
    clearInterval(this.looks);
    await this.direct.stop().catch(() => undefined);
    this.stopping.abort();
    await this.running;
    this.publisher.close();
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
    const wakes = this.bell.listen((pairings) => this.wake(pairings));
    this.isLeader = true;
    this.wanted = 'all';
    this.filledAt = performance.now() - FILLED_AFTER_MS;
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
      const { wanted } = this;
      this.wanted = new Set();
      const read = await this.options.store.readUnpublished(BATCH, wanted).catch((error: Error) => {
        this.want(wanted);
        throw error;
      });
      // After reading, which may have taken its time: what was read for one stream is not published to the next.
      if (await this.reopenForNewStream()) return 0;
      const events = read.filter(({ event }) => !this.isInHand(event));
      if (events.length === 0) return read.length < BATCH ? this.pollMs : RETRY_MS;
      let failure: Error | undefined;
      const publish = (event: UnpublishedEvent): Promise<void> =>
        this.publisher.publish(event.event).catch((error: Error) => {
          failure ??= error;
          throw error;
        });
      const { number } = this.watch;
      const mayGoOn = (): boolean => !signal.aborted && this.watch.isSame && this.watch.number === number;
      const published = await publishInOrder(events, publish, mayGoOn);
      if (published.length > 0) await this.options.store.markPublished(published);
      this.tell(failure);
      const isDone = published.length === events.length;
      if (!isDone || read.length === BATCH) this.want(wanted);
      if (failure !== undefined) return RETRY_MS;
      return isDone && read.length < BATCH ? this.pollMs : 0;
    } catch (error) {
      this.options.logger.warn(`The relay waits for its table or its stream: ${String(error)}`);
      return RETRY_MS;
    }
  }

  /** A new stream gets again what its predecessor had. */
  private async reopenForNewStream(): Promise<boolean> {
    await this.watch.look();
    const { changedAt } = this.watch;
    if (changedAt <= this.filledAt) return false;
    await this.options.store.reopenForNewStream();
    this.filledAt = changedAt;
    this.want('all');
    this.holdBack();
    return true;
  }

  /** Whether this process publishes the event, or one before it, or has done so. */
  private isInHand(event: UnpublishedEvent['event']): boolean {
    if (!('pairingId' in event)) return false;
    const isInFlight = this.direct.isInFlight(event.pairingId);
    if (isInFlight) this.passedOver.add(event.pairingId);
    return isInFlight || this.direct.isPublished(event);
  }

  private settled(pairingId: string, isPublished: boolean): void {
    const wasPassedOver = this.passedOver.delete(pairingId);
    if (!isPublished || (wasPassedOver && this.isLeader)) this.wake([pairingId]);
  }

  private want(pairings: Pairings): void {
    if (pairings === 'all' || this.wanted === 'all') this.wanted = 'all';
    else for (const pairingId of pairings) this.wanted.add(pairingId);
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

  /** One line when the stream refuses, and one when it takes events again: not one for each event and try. */
  private tell(failure: Error | undefined): void {
    if (failure !== undefined && !this.isRefused)
      this.options.logger.warn(`Events wait, the stream does not take them: ${String(failure)}`);
    if (failure === undefined && this.isRefused) this.options.logger.log('The stream takes events again');
    this.isRefused = failure !== undefined;
  }
}
