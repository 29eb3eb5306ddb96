import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type ChainProgress,
  type Command,
  COPY_STATE_SUBJECT,
  CopyState,
  type DeliveryCounts,
  pairingCommands,
  webhookCommands,
} from '@meshpair/contracts';
import { CommandBus, NatsClient } from '@meshpair/messaging';
import { SharedAnswer } from '../http/shared-answer.js';
import { GatewayMetrics } from './gateway-metrics.js';

const DEADLINE_MS = 1_000;

/** However often somebody scrapes, a service is asked once in this time. */
const KEPT_MS = 10_000;

/** What services know that have no port of their own. Undefined while one does not answer. */
@Injectable()
export class AskedMetrics {
  private readonly counted = new SharedAnswer(() => this.ask(webhookCommands.countDeliveries), KEPT_MS);
  private readonly chained = new SharedAnswer(() => this.ask(pairingCommands.readChainProgress), KEPT_MS);

  constructor(private readonly commands: CommandBus) {}

  deliveries(): Promise<DeliveryCounts | undefined> {
    return this.counted.get();
  }

  chain(): Promise<ChainProgress | undefined> {
    return this.chained.get();
  }

  private async ask<Answer>(command: Command<object, Answer>): Promise<Answer | undefined> {
    const reply = await this.commands.send(command, {}, { deadlineMs: DEADLINE_MS });
    return reply.ok ? reply.value : undefined;
  }
}

/** Hears from the keeper how the copy of the events for auditors stands, for the metrics. */
@Injectable()
export class CopyWatch implements OnModuleInit {
  constructor(
    private readonly nats: NatsClient,
    private readonly metrics: GatewayMetrics,
  ) {}

  onModuleInit(): void {
    this.nats.subscribeJson(COPY_STATE_SUBJECT, (message) => {
      const state = CopyState.safeParse(message);
      if (state.success) this.metrics.noteCopy(state.data);
    });
  }
}
