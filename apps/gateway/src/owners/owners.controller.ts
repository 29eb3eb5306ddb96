import { Body, Controller, Get, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AddedOwner, AddOwnerBody, type OwnerSummary, registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { requireOwnKey } from '../auth/bearer.js';
import { Acting, OwnerGuard } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';

/** All owners, for one who is marked admin; the registry judges that. */
@ApiTags('owners')
@Controller('owners')
@UseGuards(OwnerGuard)
export class OwnersController {
  constructor(private readonly commands: CommandBus) {}

  @Get()
  @Describe({
    id: 'listOwners',
    summary: 'List the owners, as an admin',
    description: 'Who they are and how much they have: nothing of what is in their meshes.',
    access: ['owner'],
    answer: registryCommands.listOwners.answer,
    problems: ['forbidden'],
  })
  async list(@Acting() by: ActingOwner): Promise<{ readonly items: readonly OwnerSummary[] }> {
    return valueOf(await this.commands.send(registryCommands.listOwners, by));
  }

  @Post()
  @HttpCode(201)
  @Describe({
    id: 'addOwner',
    summary: 'Add an owner with a first key, as an admin',
    description:
      'Takes a live key of yours: the one that signs you in, or `key` from a console. The new owner’s key is in this ' +
      'answer only. 409 where the name is taken.',
    access: ['owner'],
    status: 201,
    answer: AddedOwner,
    problems: ['forbidden', 'conflict'],
  })
  async add(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Body({ schema: AddOwnerBody }) { name, ...body }: AddOwnerBody,
  ): Promise<AddedOwner> {
    const key = requireOwnKey(request, body);
    return valueOf(await this.commands.send(registryCommands.addOwner, { ...by, name, key }));
  }
}
