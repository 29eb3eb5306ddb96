import {
  type ConsumerMessages,
  type JsMsg,
  type JetStreamManager,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { LoggerService } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { within } from '../in-hand.js';
import type { ConnectionWatch } from '../nats/connection-watch.js';
import { type DurableConsumer, ensureDurableConsumer } from './ensure-durable-consumer.js';

const RETRY_MS = { first: 100, longest: 2000 } as const;

/** With the server away, a drain does not end by itself. */
const DRAIN_MS = 1000;

/** A lost pull request is made up for after this time. */
const PULL_EXPIRES_MS = 10_000;

/** Two missed heartbeats, and it pulls again: a consumer's new leader in a cluster knows nothing of the old pulls. */
const HEARTBEAT_MS = 1_000;

/**
 * Pulls a durable consumer's messages for as long as it is open. A missing stream or consumer, and a server that
 * starts again, only make it try anew: it is ready again as soon as the server is.
 */
export class PullSubscription {
  private readonly closing = new AbortController();
  private messages: ConsumerMessages | undefined;
  private following: Promise<void> | undefined;

  constructor(
    private readonly connection: NatsConnection,
    private readonly watch: ConnectionWatch,
    private readonly consumer: DurableConsumer,
    private readonly take: (message: JsMsg) => void,
    private readonly logger: LoggerService,
  ) {}

  open(): void {
    this.following = this.follow();
  }

  /** Stops pulling; messages that are on their way are still handed over. */
  async close(): Promise<void> {
    this.closing.abort();
    const { messages } = this;
    if (messages) await within(DRAIN_MS, subscriptionOf(messages).drain()).catch(() => undefined);
    messages?.stop();
    await this.following;
  }

  private async follow(): Promise<void> {
    const manager = await jetstreamManager(this.connection, { checkAPI: false });
    const stopAtReconnect = this.watch.onUp(() => this.messages?.stop());
    let failures = 0;
    while (!this.closing.signal.aborted && !this.connection.isClosed()) {
      try {
        await this.pull(manager, () => (failures = 0));
      } catch (error) {
        failures += 1;
        if (failures === 1) this.logger.warn(`${this.consumer.durable} cannot pull: ${String(error)}`);
        await this.pause(failures);
      }
    }
    stopAtReconnect();
  }

  private async pull(manager: JetStreamManager, onPulling: () => void): Promise<void> {
    const { stream, durable, maxAckPending } = this.consumer;
    await ensureDurableConsumer(manager, this.consumer);
    const consumer = await manager.jetstream().consumers.get(stream, durable);
    if (this.closing.signal.aborted) return;
    this.messages = await consumer.consume({
      max_messages: maxAckPending,
      expires: PULL_EXPIRES_MS,
      idle_heartbeat: HEARTBEAT_MS,
      abort_on_missing_resource: true,
      callback: this.take,
    });
    onPulling();
    const reason = await this.messages.closed();
    this.messages = undefined;
    if (reason instanceof Error) throw reason;
  }

  private async pause(failures: number): Promise<void> {
    const wait = Math.min(RETRY_MS.first * 2 ** (failures - 1), RETRY_MS.longest);
    await delay(wait, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }
}

/** `stop()` drops what the server has sent already, until it is redelivered; draining the subscription does not. */
const subscriptionOf = (messages: ConsumerMessages): Subscription =>
  (messages as ConsumerMessages & { readonly sub: Subscription }).sub;
