import {
  type BeforeApplicationShutdown,
  Controller,
  Inject,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { AuditEvent } from '@meshpair/contracts';
import { ALL_EVENT_TYPES } from '@meshpair/domain';
import type { EventFeed } from '@meshpair/kernel';
import { EventHandler } from '@meshpair/messaging';
import type { Webhooks } from '@meshpair/persistence';
import { WEBHOOKS_CONTEXT, type WebhooksContext } from '../webhooks-context.js';

/** Follows everything that happens. An event is acknowledged when its deliveries are committed. */
@Controller()
export class FollowEventsController {
  constructor(@Inject(WEBHOOKS_CONTEXT) private readonly context: WebhooksContext) {}

  @EventHandler(ALL_EVENT_TYPES)
  async happened(@Payload() event: AuditEvent): Promise<void> {
    await this.context.told.add(event);
  }
}

/**
 * Follows the events while a webhook is enabled: a mesh without one does not pay for it. What has gathered meanwhile is
 * passed over then, since a webhook is told only of what came after it was enabled.
 */
export class FollowWhileWanted implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(FollowWhileWanted.name);
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly webhooks: Pick<Webhooks, 'areAnyEnabled'>,
    private readonly feed: EventFeed,
    /** How soon a replica notices what another was told. */
    private readonly everyMs: number,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.feed.pause();
    await this.look();
    this.timer = setInterval(() => void this.look(), this.everyMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** One look after another: the last answer is the newest. */
  look(): Promise<void> {
    this.looking = this.looking.then(async () => {
      try {
        if (await this.webhooks.areAnyEnabled()) this.feed.resume();
        else this.feed.pause();
      } catch (error) {
        this.logger.warn(`Whether there are webhooks is not known: ${String(error)}`);
      }
    });
    return this.looking;
  }
}
