import { Body, Controller, Get, HttpCode, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  DeliveryView,
  Id,
  type Page,
  ReplayedEvents,
  ReplayWebhookBody,
  webhookCommands,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { PageQuery } from '../http/query-strings.js';
import { WEBHOOK_EXAMPLES } from './webhook-examples.js';

/** A trail is read page by page for it. */
const REPLAY_DEADLINE_MS = 20_000;

/** What was sent to a webhook, and what is to be sent again. */
@ApiTags('webhooks')
@Controller('webhooks/:id')
@UseGuards(OwnerGuard)
export class DeliveriesController {
  constructor(private readonly commands: CommandBus) {}

  @Post('test')
  @HttpCode(202)
  @Describe({
    id: 'testWebhook',
    summary: 'Send an event that tells of nothing, to see whether it arrives',
    access: ['owner'],
    status: 202,
    answer: DeliveryView,
    problems: ['not_found', 'invalid_transition'],
  })
  async test(
    @OwnerId() ownerId: string,
    @Param('id', { schema: Id }) webhookId: string,
  ): Promise<DeliveryView> {
    return valueOf(await this.commands.send(webhookCommands.testWebhook, { ownerId, webhookId }));
  }

  @Get('deliveries')
  @Describe({
    id: 'listWebhookDeliveries',
    summary: 'List what was sent, the newest first',
    description: 'With the status and the beginning of the last answer. They are kept for 30 days.',
    access: ['owner'],
    answer: webhookCommands.listDeliveries.answer,
    problems: ['not_found'],
  })
  async list(
    @OwnerId() ownerId: string,
    @Param('id', { schema: Id }) webhookId: string,
    @Query({ schema: PageQuery }) { after, limit }: PageQuery,
  ): Promise<Page<DeliveryView>> {
    const request = { ownerId, webhookId, after, limit };
    return valueOf(await this.commands.send(webhookCommands.listDeliveries, request));
  }

  @Post('deliveries/:deliveryId/resend')
  @HttpCode(202)
  @Describe({
    id: 'resendWebhookDelivery',
    summary: 'Send an event again',
    access: ['owner'],
    status: 202,
    answer: DeliveryView,
    example: WEBHOOK_EXAMPLES.delivery,
    problems: ['not_found', 'invalid_transition'],
  })
  async resend(
    @OwnerId() ownerId: string,
    @Param('id', { schema: Id }) webhookId: string,
    @Param('deliveryId', { schema: Id }) deliveryId: string,
  ): Promise<DeliveryView> {
    const request = { ownerId, webhookId, deliveryId };
    return valueOf(await this.commands.send(webhookCommands.resendDelivery, request));
  }

  @Post('replay')
  @HttpCode(202)
  @Describe({
    id: 'replayWebhook',
    summary: 'Send again what has happened since a time',
    description: 'Out of the audit trail, with the ids that the events had: 5,000 of them at most.',
    access: ['owner'],
    status: 202,
    answer: ReplayedEvents,
    example: WEBHOOK_EXAMPLES.replayed,
    problems: ['not_found', 'invalid_transition'],
  })
  async replay(
    @OwnerId() ownerId: string,
    @Param('id', { schema: Id }) webhookId: string,
    @Body({ schema: ReplayWebhookBody }) { since }: ReplayWebhookBody,
  ): Promise<ReplayedEvents> {
    const request = { ownerId, webhookId, since };
    const options = { deadlineMs: REPLAY_DEADLINE_MS };
    return valueOf(await this.commands.send(webhookCommands.replayWebhook, request, options));
  }
}
