import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  type ConsoleSessionView,
  digestOf,
  Id,
  MadeOwnerKey,
  MakeOwnerKeyBody,
  type OwnerKeyView,
  registryCommands,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { requireOwnKey } from '../auth/bearer.js';
import { Acting, OwnerGuard } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { consoleSessionOf } from './console-cookie.js';

/** What an owner has to sign in with: its keys, and the consoles that they have opened. */
@ApiTags('owner')
@Controller('owner')
@UseGuards(OwnerGuard)
export class OwnerController {
  constructor(private readonly commands: CommandBus) {}

  @Get('keys')
  @Describe({
    id: 'listOwnerKeys',
    summary: 'List your keys, the revoked ones too; an owner sees those of all',
    access: ['owner'],
    answer: registryCommands.listOwnerKeys.answer,
  })
  async keys(@Acting() by: ActingOwner): Promise<{ readonly items: readonly OwnerKeyView[] }> {
    return valueOf(await this.commands.send(registryCommands.listOwnerKeys, by));
  }

  @Post('keys')
  @HttpCode(201)
  @Describe({
    id: 'makeOwnerKey',
    summary: 'Make another key, with one that you have',
    description:
      'A console has none by itself: it gives `key`. With `replaceAfterSeconds` that key ends after so many ' +
      'seconds, 0 for at once. The new `key` is in this answer only.',
    access: ['owner'],
    status: 201,
    answer: MadeOwnerKey,
  })
  async make(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Body({ schema: MakeOwnerKeyBody }) body: MakeOwnerKeyBody,
  ): Promise<MadeOwnerKey> {
    const key = requireOwnKey(request, body);
    const { replaceAfterSeconds } = body;
    return valueOf(
      await this.commands.send(registryCommands.makeOwnerKey, { ...by, key, replaceAfterSeconds }),
    );
  }

  @Delete('keys/:id')
  @HttpCode(204)
  @Describe({
    id: 'revokeOwnerKey',
    summary: 'Revoke a key; it is refused, and the consoles that it opened are, within five seconds',
    access: ['owner'],
    status: 204,
    problems: ['not_found', 'conflict'],
  })
  async revoke(@Acting() by: ActingOwner, @Param('id', { schema: Id }) ownerKeyId: string): Promise<void> {
    valueOf(await this.commands.send(registryCommands.revokeOwnerKey, { ...by, ownerKeyId }));
  }

  @Get('consoles')
  @Describe({
    id: 'listConsoleSessions',
    summary: 'List the consoles in which you are signed in; an owner sees those of all',
    access: ['owner'],
    answer: registryCommands.listConsoleSessions.answer,
  })
  async consoles(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
  ): Promise<{ readonly items: readonly ConsoleSessionView[] }> {
    const asking = { ...by, ...thisSession(request) };
    return valueOf(await this.commands.send(registryCommands.listConsoleSessions, asking));
  }

  @Delete('consoles/:id')
  @HttpCode(204)
  @Describe({
    id: 'endConsoleSession',
    summary: 'Sign a console out; it is refused within five seconds',
    access: ['owner'],
    status: 204,
    problems: ['not_found'],
  })
  async end(@Acting() by: ActingOwner, @Param('id', { schema: Id }) sessionId: string): Promise<void> {
    valueOf(await this.commands.send(registryCommands.endConsoleSessions, { ...by, sessionId }));
  }

  @Delete('consoles')
  @HttpCode(204)
  @Describe({
    id: 'endOtherConsoleSessions',
    summary: 'Sign all your consoles out but the one that asks',
    access: ['owner'],
    status: 204,
  })
  async endOthers(@Acting() by: ActingOwner, @Req() request: FastifyRequest): Promise<void> {
    const asking = { ...by, ...thisSession(request) };
    valueOf(await this.commands.send(registryCommands.endConsoleSessions, asking));
  }
}

function thisSession(request: FastifyRequest): { readonly sessionDigest?: string } {
  const sessionId = consoleSessionOf(request);
  return sessionId === undefined ? {} : { sessionDigest: digestOf(sessionId) };
}
