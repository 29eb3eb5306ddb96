import { setTimeout as delay } from 'node:timers/promises';
import {
  type ConsumerMessages,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { LoggerService } from '@nestjs/common';
import { within } from '../in-hand.js';
import type { ConnectionWatch } from '../nats/connection-watch.js';

const RETRY_MS = { first: 100, longest: 1000 } as const;

/** With the server away, a drain does not end by itself. */
const DRAIN_MS = 1000;

/** A lost pull request is made up for after this time. */
const PULL_EXPIRES_MS = 10_000;

/** Two missed heartbeats, and it pulls again: a consumer's new leader in a cluster knows nothing of the old pulls. */
const HEARTBEAT_MS = 1_000;

/** JetStream's error codes for what is not there. */
const STREAM_NOT_FOUND = 10_059;
const CONSUMER_NOT_FOUND = 10_014;

export interface PulledConsumer {
  readonly stream: string;
  readonly durable: string;
  readonly maxMessages: number;
}

/** What the subscription tells: each message, and what it waits for (undefined once it pulls). */
export interface PullListener {
  readonly take: (message: JsMsg) => void;
  readonly waitsFor: (what: string | undefined) => void;
}

/**
 * Pulls a durable consumer's messages for as long as it is open. A missing stream or consumer, and a server that
 * starts again, only make it try anew: it is ready again as soon as the server is. It makes neither stream nor consumer.
 */
export class PullSubscription {
  private readonly closing = new AbortController();
  private messages: ConsumerMessages | undefined;
  private following: Promise<void> | undefined;
  private held: { readonly until: Promise<void>; readonly release: () => void } | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly watch: ConnectionWatch,
    private readonly consumer: PulledConsumer,
    private readonly listener: PullListener,
    private readonly logger: LoggerService,
  ) {}

  open(): void {
    this.following = this.follow();
  }

  /** Stops pulling; messages that are on their way are still handed over. */
  async close(): Promise<void> {
    this.closing.abort();
    this.resume();
    await this.stopPulling();
    await this.following;
  }

  /** Leaves the messages where they are until `resume`; those on their way are still handed over. */
  pause(): void {
    if (this.held || this.closing.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.held = { until: promise, release: resolve };
    void this.stopPulling();
  }

  resume(): void {
    this.held?.release();
    this.held = undefined;
  }

  private async stopPulling(): Promise<void> {
    const { messages } = this;
    if (messages) await within(DRAIN_MS, subscriptionOf(messages).drain()).catch(() => undefined);
    messages?.stop();
  }

  private async follow(): Promise<void> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    const stopAtReconnect = this.watch.onUp(() => this.messages?.stop());
    let failures = 0;
    while (!this.closing.signal.aborted && !this.connection.isClosed()) {
      if (this.held) {
        this.listener.waitsFor(undefined);
        await this.held.until;
        continue;
      }
      try {
        await this.pull(manager, () => (failures = 0));
      } catch (error) {
        failures += 1;
        this.listener.waitsFor(this.missing(error));
        if (failures === 1) this.logger.warn(`${this.consumer.durable} cannot pull: ${String(error)}`);
        await this.waitAfter(failures);
      }
    }
    stopAtReconnect();
  }

  private async pull(manager: JetStreamManager, onPulling: () => void): Promise<void> {
    const { stream, durable, maxMessages } = this.consumer;
    const consumer = await manager.jetstream().consumers.get(stream, durable);
    if (this.closing.signal.aborted || this.held) return;
    this.messages = await consumer.consume({
      max_messages: maxMessages,
      expires: PULL_EXPIRES_MS,
      idle_heartbeat: HEARTBEAT_MS,
      abort_on_missing_resource: true,
      callback: this.listener.take,
    });
    onPulling();
    this.listener.waitsFor(undefined);
    // It was held while the server was asked.
    if (this.held) void this.stopPulling();
    const reason = await this.messages.closed();
    this.messages = undefined;
    if (reason instanceof Error) throw reason;
  }

  private missing(error: unknown): string {
    const { stream, durable } = this.consumer;
    const code = error instanceof JetStreamApiError ? error.code : undefined;
    if (code === STREAM_NOT_FOUND) return `the stream ${stream}`;
    return code === CONSUMER_NOT_FOUND ? `the consumer ${durable} of ${stream}` : 'JetStream';
  }

  private async waitAfter(failures: number): Promise<void> {
    const wait = Math.min(RETRY_MS.first * 2 ** (failures - 1), RETRY_MS.longest);
    await delay(wait, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }
}

/** `stop()` drops what the server has sent already, until it is redelivered; draining the subscription does not. */
const subscriptionOf = (messages: ConsumerMessages): Subscription =>
  (messages as ConsumerMessages & { readonly sub: Subscription }).sub;
