import { Controller, Inject } from '@nestjs/common';
import { type RequestsOf, webhookCommands } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { WEBHOOKS_CONTEXT, type WebhooksContext } from '../webhooks-context.js';
import { countDeliveries, listDeliveries, replayWebhook, resendDelivery, testWebhook } from './deliveries.js';

type Requests = RequestsOf<typeof webhookCommands>;

/** Answers the owner's commands on what was sent, and on what is to be sent again. */
@Controller()
export class DeliveriesController {
  constructor(@Inject(WEBHOOKS_CONTEXT) private readonly context: WebhooksContext) {}

  @CommandHandler(webhookCommands.testWebhook)
  test(request: Requests['testWebhook']) {
    return testWebhook(this.context, request);
  }

  @CommandHandler(webhookCommands.listDeliveries)
  list(request: Requests['listDeliveries']) {
    return listDeliveries(this.context, request);
  }

  @CommandHandler(webhookCommands.resendDelivery)
  resend(request: Requests['resendDelivery']) {
    return resendDelivery(this.context, request);
  }

  @CommandHandler(webhookCommands.replayWebhook)
  replay(request: Requests['replayWebhook']) {
    return replayWebhook(this.context, request);
  }

  @CommandHandler(webhookCommands.countDeliveries)
  count() {
    return countDeliveries(this.context);
  }
}
