import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Logger } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { InHand, within } from '../in-hand.js';
import { connectWhenUp } from '../nats/connect-when-up.js';
import { ConnectionWatch } from '../nats/connection-watch.js';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { isNetworkLost, type OutageCheck } from '../outage.js';
import { CONSUMER_LIMITS } from './ensure-durable-consumer.js';
import { EventSettler } from './event-settler.js';
import { PullSubscription } from './pull-subscription.js';

export interface JetStreamServerOptions {
  readonly natsUrl: string;
  readonly stream: string;
  /** Who follows; the dead letters go by this name. */
  readonly durable: string;
  /** The durable names of its consumers, which the keeper makes; replicas with the same ones share the events. */
  readonly consumers: readonly string[];
  /** How many events may be in hand at once, over all replicas. */
  readonly maxAckPending?: number;
  /** Tries of one event before it becomes a dead letter. */
  readonly maxDeliver?: number;
  readonly ackWaitMs?: number;
  /** Waits before the second, third … try; the last one holds for all further tries. */
  readonly backoffMs?: readonly number[];
  readonly deadLetterSubject?: string;
  /** Failures that are not the event's fault: they never make it a dead letter. */
  readonly isOutage?: OutageCheck;
}

const DEFAULTS = {
  ...CONSUMER_LIMITS,
  maxDeliver: 10,
  backoffMs: [100, 500, 2000, 5000, 15_000, 30_000],
  isOutage: isNetworkLost,
} as const;

/** How long a closing server waits for the events in hand. */
const GRACE_MS = 8000;

const DRAIN_MS = 1000;

/**
 * Nest transport for events: `@EventPattern(type)` handlers get the `CloudEvent` of durable pull consumers.
 * An event is acknowledged when its handler's promise resolves; a throw brings it back after a back-off, and after
 * the last try it goes to the dead-letter subject, as does at once what is not an event. Events are handled side by
 * side, so that a handler may batch them.
 */
export class JetStreamServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('JetStream');
  override readonly propagatesEventHandlerErrors = true;
  protected override readonly logger = new Logger(JetStreamServer.name);
  private readonly options: JetStreamServerOptions &
    Required<Pick<JetStreamServerOptions, keyof typeof DEFAULTS>>;
  private readonly inHand = new InHand<JsMsg>();
  private readonly closing = new AbortController();
  private readonly waiting = new Map<string, string>();
  private subscriptions: readonly PullSubscription[] = [];
  private connection: NatsConnection | undefined;
  private watch: ConnectionWatch | undefined;
  private keepAlive: NodeJS.Timeout | undefined;
  private isPaused = false;

  constructor(options: JetStreamServerOptions) {
    super();
    this.options = { ...DEFAULTS, ...options };
  }

  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    if (isEventHandler) super.addHandler(pattern, callback, isEventHandler, extras);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const { natsUrl, durable, consumers } = this.options;
      for (const name of consumers) this.tellWaiting(name, `the consumer ${name} of ${this.options.stream}`);
      this.connection = await connectWhenUp(
        natsConnectionOptions(natsUrl, `events:${durable}`),
        this.closing.signal,
      );
      this.open(this.connection);
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.subscriptions.map((subscription) => subscription.close()));
    await this.inHand.finish(GRACE_MS);
    clearInterval(this.keepAlive);
    this.watch?.close();
    if (this.connection) await within(DRAIN_MS, this.connection.drain()).catch(() => undefined);
    await this.connection?.close();
  }

  /** Leaves the events where they are until `resume`, also from the start. */
  pause(): void {
    this.isPaused = true;
    for (const subscription of this.subscriptions) subscription.pause();
  }

  resume(): void {
    this.isPaused = false;
    for (const subscription of this.subscriptions) subscription.resume();
  }

  /** What must be there before events can come, e.g. `the stream X`; nothing once they can. */
  get waitsFor(): readonly string[] {
    return [...new Set(this.waiting.values())];
  }

  on(): never {
    throw new Error('a JetStreamServer has no events to listen to');
  }

  unwrap<T>(): T {
    return this.connection as T;
  }

  private open(connection: NatsConnection): void {
    const { stream, consumers, maxAckPending, ackWaitMs } = this.options;
    const settler = this.settlerOn(connection);
    const watch = (this.watch = new ConnectionWatch(connection));
    this.subscriptions = consumers.map((durable) => {
      const listener = {
        take: (message: JsMsg) => this.take(settler, message),
        waitsFor: (what: string | undefined) => this.tellWaiting(durable, what),
      };
      const consumer = { stream, durable, maxMessages: maxAckPending };
      return new PullSubscription(connection, watch, consumer, listener, this.logger);
    });
    if (this.isPaused) this.pause();
    for (const subscription of this.subscriptions) subscription.open();
    this.keepAlive = setInterval(() => this.claimMoreTime(), ackWaitMs / 3);
  }

  private tellWaiting(durable: string, what: string | undefined): void {
    if (what === undefined) this.waiting.delete(durable);
    else this.waiting.set(durable, what);
  }

  private settlerOn(connection: NatsConnection): EventSettler {
    return new EventSettler(connection, {
      ...this.options,
      deadLetterSubject: this.options.deadLetterSubject ?? `meshpair.deadletter.${this.options.durable}`,
      handlerOf: (type) => this.getHandlerByPattern(type) ?? undefined,
      closing: this.closing.signal,
      logger: this.logger,
    });
  }

  private take(settler: EventSettler, message: JsMsg): void {
    this.inHand.add(message);
    settler
      .settle(message)
      .catch((error: unknown) =>
        this.logger.warn(`${message.subject} is left for redelivery: ${String(error)}`),
      )
      .finally(() => this.inHand.delete(message));
  }

  private claimMoreTime(): void {
    for (const message of this.inHand) message.working();
  }
}
