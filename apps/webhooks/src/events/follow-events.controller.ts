import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { AuditEvent } from '@meshpair/contracts';
import { ALL_EVENT_TYPES } from '@meshpair/domain';
import { EventHandler } from '@meshpair/messaging';
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
