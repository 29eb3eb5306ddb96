import { setTimeout as delay } from 'node:timers/promises';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { LoggerService } from '@nestjs/common';
import { durablesOf, EVENT_CONSUMERS } from '@meshpair/contracts';
import { connectWhenUp } from '../nats/connect-when-up.js';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { ensureDurableConsumer } from './ensure-durable-consumer.js';
import { ensureStream, type EventStreamOptions, streamConfigs } from './ensure-event-stream.js';
import { unlessMissing } from './jetstream-config.js';

const EVERY_MS = 1_000;

/** A lost stream stays away until every relay has looked and found it gone: so nothing new comes before its past. */
const LEFT_AWAY_MS = 2_000;

/** JetStream answers in a millisecond; what takes this long is tried again at the next look. */
const ANSWER_MS = 3_000;

export interface StreamKeeperOptions extends EventStreamOptions {
  readonly natsUrl: string;
  readonly logger: Pick<LoggerService, 'log' | 'warn'>;
}

/**
 * Makes the streams and the services' durable consumers, and looks every second whether they are as they should be:
 * what is missing is made again, and what was changed is changed back.
 */
export class StreamKeeper {
  private readonly closing = new AbortController();
  private connection: NatsConnection | undefined;
  private watching: Promise<void> | undefined;
  private failure: string | undefined;
  private wasThere = false;
  private goneSince: number | undefined;

  constructor(private readonly options: StreamKeeperOptions) {}

  /** Waits for NATS, and resolves when streams and consumers are there. */
  async start(): Promise<void> {
    const { signal } = this.closing;
    this.connection = await connectWhenUp(natsConnectionOptions(this.options.natsUrl, 'keeper'), signal);
    const manager = await jetstreamManager(this.connection, { checkAPI: false, timeout: ANSWER_MS });
    while (!(await this.look(manager))) await delay(EVERY_MS / 4, undefined, { signal });
    this.watching = this.watch(manager);
  }

  /** What keeps it from its work; nothing while it can do it. */
  get waitsFor(): readonly string[] {
    return this.failure === undefined ? [] : ['nats'];
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.watching;
    await this.connection?.close();
  }

  private async watch(manager: JetStreamManager): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const waitMs = this.goneSince === undefined ? EVERY_MS : EVERY_MS / 4;
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.look(manager);
    }
  }

  /** One look; false when JetStream did not let it be finished. A lasting failure is told once. */
  private async look(manager: JetStreamManager): Promise<boolean> {
    try {
      await this.keep(manager);
      if (this.failure !== undefined) this.options.logger.log('Streams and consumers can be kept again');
      this.failure = undefined;
      return true;
    } catch (error) {
      const failure = String(error);
      if (failure !== this.failure && !this.closing.signal.aborted)
        this.options.logger.warn(`Streams and consumers cannot be kept: ${failure}`);
      this.failure = failure;
      return false;
    }
  }

  private async keep(manager: JetStreamManager): Promise<void> {
    const { logger } = this.options;
    const [events, deadLetters] = streamConfigs(this.options);
    if (await this.isLeftAway(manager, events.name)) return;
    for (const stream of [events, deadLetters]) {
      const outcome = await ensureStream(manager, stream);
      if (outcome !== 'kept') logger.log(`The stream ${stream.name} was ${outcome}`);
    }
    this.wasThere = true;
    const { created } = await manager.streams.info(events.name);
    const description = `of the stream made at ${String(created)}`;
    for (const consumer of Object.values(EVENT_CONSUMERS).flatMap(durablesOf)) {
      if (await ensureDurableConsumer(manager, { ...consumer, stream: events.name, description }))
        logger.log(`The consumer ${consumer.durable} was made or repaired`);
    }
  }

  private async isLeftAway(manager: JetStreamManager, name: string): Promise<boolean> {
    const isThere = (await unlessMissing(manager.streams.info(name))) !== undefined;
    if (isThere || !this.wasThere) {
      this.goneSince = undefined;
      return false;
    }
    this.goneSince ??= performance.now();
    return performance.now() - this.goneSince < LEFT_AWAY_MS;
  }
}
