import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { LoggerService } from '@nestjs/common';
import { durablesOf, EVENT_CONSUMERS } from '@meshpair/contracts';
import { connectWhenUp } from '../nats/connect-when-up.js';
import { natsConnectionOptions } from '../nats/nats-connection-options.js';
import { ConsumerLooks } from './consumer-looks.js';
import { ensureDurableConsumer } from './ensure-durable-consumer.js';
import { ensureStream, type EventStreamOptions, streamConfigs } from './ensure-event-stream.js';
import { unlessMissing } from './jetstream-config.js';
import { ANSWER_MS, HURRIED_LOOK_MS, LOOK_MS, Upkeep } from './upkeep.js';

/** A lost stream stays away until every relay has looked and found it gone: so nothing new comes before its past. */
const LEFT_AWAY_MS = 2_000;

export interface StreamKeeperOptions extends EventStreamOptions {
  readonly natsUrl: string;
  readonly logger: Pick<LoggerService, 'log' | 'warn'>;
}

/**
 * Makes the streams and the services' durable consumers, and looks every second whether they are as they should be:
 * what is missing is made again, and what was changed is changed back. What a consumer is told to do is looked at less
 * often in a stream of many events.
 */
export class StreamKeeper {
  private readonly upkeep: Upkeep;
  private connection: NatsConnection | undefined;
  private manager: JetStreamManager | undefined;
  private wasThere = false;
  private goneSince: number | undefined;
  private readonly consumerLooks = new ConsumerLooks();

  constructor(private readonly options: StreamKeeperOptions) {
    const { logger } = options;
    this.upkeep = new Upkeep({ what: 'Streams and consumers', look: () => this.look(), logger });
  }

  /** Waits for NATS, and resolves when streams and consumers are there. */
  async start(): Promise<void> {
    const { signal } = this.upkeep;
    this.connection = await connectWhenUp(natsConnectionOptions(this.options.natsUrl, 'keeper'), signal);
    this.manager = await jetstreamManager(this.connection, { checkAPI: false, timeout: ANSWER_MS });
    await this.upkeep.untilKept();
    this.upkeep.watch();
  }

  /** What keeps it from its work; nothing while it can do it. */
  get waitsFor(): readonly string[] {
    return this.upkeep.failure === undefined ? [] : ['nats'];
  }

  async close(): Promise<void> {
    await this.upkeep.close();
    await this.connection?.close();
  }

  private async look(): Promise<number> {
    if (this.manager) await this.keep(this.manager);
    return this.goneSince === undefined ? LOOK_MS : HURRIED_LOOK_MS;
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
    await this.keepConsumers(manager, events.name);
  }

  private async keepConsumers(manager: JetStreamManager, stream: string): Promise<void> {
    const found = await manager.streams.info(stream);
    const consumers = Object.values(EVENT_CONSUMERS).flatMap(durablesOf);
    const wanted = consumers.map(({ durable }) => durable);
    if (!this.consumerLooks.areDue(found, wanted)) return;
    const description = `of the stream made at ${String(found.created)}`;
    for (const consumer of consumers) {
      if (await ensureDurableConsumer(manager, { ...consumer, stream, description }))
        this.options.logger.log(`The consumer ${consumer.durable} was made or repaired`);
    }
    this.consumerLooks.done(found, wanted);
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
