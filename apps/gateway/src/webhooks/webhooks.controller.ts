import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CreateWebhookBody,
  Id,
  type Page,
  PushKey,
  RotateWebhookSecretBody,
  UpdateWebhookBody,
  webhookCommands,
  WebhookView,
  WebhookWithSecret,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Acting, OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { WEBHOOK_EXAMPLES } from './webhook-examples.js';

/** Where the owner is told what happens. */
@ApiTags('webhooks')
@Controller('webhooks')
@UseGuards(OwnerGuard)
export class WebhooksController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Describe({
    id: 'createWebhook',
    summary: 'Be told what happens',
    description:
      'Events are sent to the URL as signed CloudEvents (Standard Webhooks), or as a line of text to ntfy, Gotify or ' +
      'whatever takes what Slack does. The secret is shown this once.',
    access: ['owner'],
    status: 201,
    answer: WebhookWithSecret,
    example: WEBHOOK_EXAMPLES.withSecret,
    problems: ['webhook_limit'],
  })
  async create(
    @Acting() by: ActingOwner,
    @Body({ schema: CreateWebhookBody }) body: CreateWebhookBody,
  ): Promise<WebhookWithSecret> {
    return valueOf(await this.commands.send(webhookCommands.createWebhook, { ...by, ...body }));
  }

  @Get()
  @Describe({
    id: 'listWebhooks',
    summary: 'List the webhooks',
    access: ['owner'],
    answer: webhookCommands.listWebhooks.answer,
  })
  async list(@OwnerId() ownerId: string): Promise<Page<WebhookView>> {
    return valueOf(await this.commands.send(webhookCommands.listWebhooks, { ownerId }));
  }

  @Get('push-key')
  @Describe({
    id: 'getPushKey',
    summary: 'What a browser subscribes by, to be notified',
    description:
      'The `applicationServerKey` of the Push API; null where the operator has not turned Web Push on.',
    access: ['owner'],
    answer: PushKey,
  })
  async pushKey(): Promise<PushKey> {
    return valueOf(await this.commands.send(webhookCommands.readPushKey, {}));
  }

  @Get(':id')
  @Describe({
    id: 'getWebhook',
    summary: 'Read a webhook',
    access: ['owner'],
    answer: WebhookView,
    example: WEBHOOK_EXAMPLES.webhook,
    problems: ['not_found'],
  })
  async get(
    @OwnerId() ownerId: string,
    @Param('id', { schema: Id }) webhookId: string,
  ): Promise<WebhookView> {
    return valueOf(await this.commands.send(webhookCommands.getWebhook, { ownerId, webhookId }));
  }

  @Patch(':id')
  @Describe({
    id: 'updateWebhook',
    summary: 'Change a webhook, disable it, or enable it again',
    access: ['owner'],
    answer: WebhookView,
    example: WEBHOOK_EXAMPLES.webhook,
    problems: ['not_found'],
  })
  async update(
    @Acting() by: ActingOwner,
    @Param('id', { schema: Id }) webhookId: string,
    @Body({ schema: UpdateWebhookBody }) body: UpdateWebhookBody,
  ): Promise<WebhookView> {
    const request = { ...by, webhookId, ...body };
    return valueOf(await this.commands.send(webhookCommands.updateWebhook, request));
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({
    id: 'removeWebhook',
    summary: 'Remove a webhook and the log of its deliveries',
    access: ['owner'],
    status: 204,
    problems: ['not_found'],
  })
  async remove(@Acting() by: ActingOwner, @Param('id', { schema: Id }) webhookId: string): Promise<void> {
    valueOf(await this.commands.send(webhookCommands.removeWebhook, { ...by, webhookId }));
  }

  @Post(':id/secret')
  @HttpCode(200)
  @Describe({
    id: 'rotateWebhookSecret',
    summary: 'Give a webhook another secret',
    description:
      'Made unless given. Both sign for `graceSeconds`, a day unless told. The secret is shown this once.',
    access: ['owner'],
    answer: WebhookWithSecret,
    example: WEBHOOK_EXAMPLES.withSecret,
    problems: ['not_found'],
  })
  async rotate(
    @Acting() by: ActingOwner,
    @Param('id', { schema: Id }) webhookId: string,
    @Body({ schema: RotateWebhookSecretBody }) body: RotateWebhookSecretBody,
  ): Promise<WebhookWithSecret> {
    const request = { ...by, webhookId, ...body };
    return valueOf(await this.commands.send(webhookCommands.rotateWebhookSecret, request));
  }
}
