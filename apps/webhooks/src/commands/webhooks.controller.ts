import { Controller, Inject } from '@nestjs/common';
import { accepted, type RequestsOf, webhookCommands } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { Readiness } from '@meshpair/service';
import { WEBHOOKS_CONTEXT, type WebhooksContext } from '../webhooks-context.js';
import {
  createWebhook,
  getWebhook,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from './webhooks.js';

type Requests = RequestsOf<typeof webhookCommands>;

/** Answers the owner's commands on webhooks, and those on the service itself. */
@Controller()
export class WebhooksController {
  constructor(
    @Inject(WEBHOOKS_CONTEXT) private readonly context: WebhooksContext,
    private readonly readiness: Readiness,
  ) {}

  @CommandHandler(webhookCommands.readPushKey)
  async pushKey() {
    return accepted({ publicKey: this.context.vapid?.publicKey ?? null });
  }

  @CommandHandler(webhookCommands.createWebhook)
  create(request: Requests['createWebhook']) {
    return createWebhook(this.context, request);
  }

  @CommandHandler(webhookCommands.listWebhooks)
  list(request: Requests['listWebhooks']) {
    return listWebhooks(this.context, request);
  }

  @CommandHandler(webhookCommands.getWebhook)
  get(request: Requests['getWebhook']) {
    return getWebhook(this.context, request);
  }

  @CommandHandler(webhookCommands.updateWebhook)
  update(request: Requests['updateWebhook']) {
    return updateWebhook(this.context, request);
  }

  @CommandHandler(webhookCommands.rotateWebhookSecret)
  rotate(request: Requests['rotateWebhookSecret']) {
    return rotateWebhookSecret(this.context, request);
  }

  @CommandHandler(webhookCommands.removeWebhook)
  remove(request: Requests['removeWebhook']) {
    return removeWebhook(this.context, request);
  }

  @CommandHandler(webhookCommands.checkHealth)
  async health() {
    return accepted(await this.readiness.health());
  }
}
