import type { PairingEvent } from '@meshpair/domain';
import type { StreamWatch } from './stream-watch.js';

/** How long published events may wait for their mark; marks of that time share a statement. */
const MARK_AFTER_MS = 100;

const RETRY_MARK_MS = 500;

/** Pairings whose last event is remembered; of one that is forgotten the relay publishes the next. */
const MAX_CHAINS = 50_000;

export interface DirectPublisherOptions {
  readonly watch: Pick<StreamWatch, 'isSame' | 'number' | 'holds'>;
  readonly publish: (event: PairingEvent) => Promise<void>;
  /** Notes that the stream has these events. */
  readonly mark: (events: readonly PairingEvent[]) => Promise<void>;
  /** Told when a pairing's events are published, or left to the relay. */
  readonly onSettled: (pairingId: string, isPublished: boolean) => void;
}

/** What this process has published of a pairing: all up to a sequence, or it is about to. */
interface Chain {
  readonly sequence: number;
  readonly stream: number;
  readonly published: Promise<boolean>;
}

/** An event that a stream has acknowledged. */
interface Published {
  readonly event: PairingEvent;
  readonly stream: number;
}

/**
 * Publishes what this process has just committed, from memory: the table need not be read. It takes a pairing's events
 * only if the stream is known to have, or to get before them, all earlier ones; the rest is the relay's. What it could
 * not publish is the relay's too, and so is everything if the process ends.
 */
export class DirectPublisher {
  private readonly chains = new Map<string, Chain>();
  private readonly inFlight = new Map<string, number>();
  private readonly flights = new Set<Promise<boolean>>();
  private readonly unmarked = new Map<string, Published>();
  private marking: NodeJS.Timeout | undefined;
  private marked: Promise<void> = Promise.resolve();
  private isStopping = false;

  constructor(private readonly options: DirectPublisherOptions) {}

  /**
   * Takes the events of one pairing, in order, or answers false. `causedBy` is when the stream stored the event that they
   * answer; without it they must follow what was published here.
   */
  take(events: readonly PairingEvent[], causedBy?: Date): boolean {
    const { watch } = this.options;
    const [first] = events;
    if (first === undefined) return true;
    const { pairingId } = first;
    if (this.isStopping || !watch.isSame) return this.forget(pairingId);
    const before = causedBy ? this.answers(causedBy) : this.chainBefore(first);
    if (!before) return this.forget(pairingId);
    this.inFlight.set(pairingId, (this.inFlight.get(pairingId) ?? 0) + 1);
    const stream = watch.number;
    const published = before.then((isPublished) => isPublished && this.publishAll(events, stream));
    this.flights.add(published);
    void published.then((isPublished) => {
      this.flights.delete(published);
      this.settle(pairingId, isPublished);
    });
    const sequence = first.sequence + events.length - 1;
    if (!causedBy) this.remember(pairingId, { sequence, stream, published });
    return true;
  }

  /** Whether events of the pairing are on their way. */
  isInFlight(pairingId: string): boolean {
    return this.inFlight.has(pairingId);
  }

  /** Whether the stream has the event, though the table does not say so yet. */
  isPublished(event: PairingEvent): boolean {
    return this.unmarked.get(keyOf(event))?.stream === this.options.watch.number;
  }

  /** Takes nothing more, and waits for what it took: published and marked. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.flights);
    clearTimeout(this.marking);
    await this.marked;
    await this.markAll();
  }

  private answers(causedBy: Date): Promise<boolean> | undefined {
    return this.options.watch.holds(causedBy) ? Promise.resolve(true) : undefined;
  }

  private chainBefore({ pairingId, sequence }: PairingEvent): Promise<boolean> | undefined {
    if (sequence === 1) return Promise.resolve(true);
    const chain = this.chains.get(pairingId);
    const follows = chain?.sequence === sequence - 1 && chain.stream === this.options.watch.number;
    return follows ? chain.published : undefined;
  }

  /** One after another: an event that fails is not overtaken by the next. */
  private async publishAll(events: readonly PairingEvent[], stream: number): Promise<boolean> {
    const { watch } = this.options;
    try {
      for (const event of events) {
        if (!watch.isSame || watch.number !== stream) return false;
        await this.options.publish(event);
        this.unmarked.set(keyOf(event), { event, stream });
        this.markSoon(MARK_AFTER_MS);
      }
      return true;
    } catch {
      return false;
    }
  }

  private settle(pairingId: string, isPublished: boolean): void {
    const left = (this.inFlight.get(pairingId) ?? 1) - 1;
    if (left === 0) this.inFlight.delete(pairingId);
    else this.inFlight.set(pairingId, left);
    if (!isPublished) this.forget(pairingId);
    this.options.onSettled(pairingId, isPublished);
  }

  private remember(pairingId: string, chain: Chain): void {
    this.chains.delete(pairingId);
    this.chains.set(pairingId, chain);
    const [oldest] = this.chains.keys();
    if (this.chains.size > MAX_CHAINS && oldest !== undefined) this.chains.delete(oldest);
  }

  private forget(pairingId: string): false {
    this.chains.delete(pairingId);
    return false;
  }

  private markSoon(ms: number): void {
    this.marking ??= setTimeout(() => {
      this.marking = undefined;
      this.marked = this.markAll().catch(() => {
        if (!this.isStopping) this.markSoon(RETRY_MARK_MS);
      });
    }, ms);
  }

  /** What a stream had that is lost stays without a mark: the next one is to have it too. */
  private async markAll(): Promise<void> {
    const { watch, mark } = this.options;
    const published = [...this.unmarked];
    const events = published.flatMap(([, { event, stream }]) => (stream === watch.number ? [event] : []));
    if (events.length > 0) await mark(events);
    for (const [key] of published) this.unmarked.delete(key);
  }
}

const keyOf = ({ pairingId, sequence }: PairingEvent): string => `${pairingId}.${sequence}`;
