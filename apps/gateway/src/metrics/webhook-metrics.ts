import { Injectable } from '@nestjs/common';
import { type DeliveryCounts, webhookCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { SharedAnswer } from '../http/shared-answer.js';

const DEADLINE_MS = 1_000;

/** However often somebody scrapes, they are counted once in this time. */
const KEPT_MS = 10_000;

/** How many deliveries there are; the webhooks service is asked, since it has no port of its own. */
@Injectable()
export class WebhookMetrics {
  private readonly counts = new SharedAnswer(() => this.ask(), KEPT_MS);

  constructor(private readonly commands: CommandBus) {}

  /** Undefined while the service does not answer. */
  read(): Promise<DeliveryCounts | undefined> {
    return this.counts.get();
  }

  private async ask(): Promise<DeliveryCounts | undefined> {
    const reply = await this.commands.send(webhookCommands.countDeliveries, {}, { deadlineMs: DEADLINE_MS });
    return reply.ok ? reply.value : undefined;
  }
}
