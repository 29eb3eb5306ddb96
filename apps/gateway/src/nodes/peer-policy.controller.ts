import { Body, Controller, Get, Put, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NodeFacets, PeerPolicy, registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Acting, OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';

/** Which of the owner's nodes see which, and what they are told apart by. */
@ApiTags('owner')
@Controller('owner')
@UseGuards(OwnerGuard)
export class PeerPolicyController {
  constructor(private readonly commands: CommandBus) {}

  @Get('policy')
  @Describe({
    id: 'readPeerPolicy',
    summary: 'Read which nodes see which',
    access: ['owner'],
    answer: PeerPolicy,
  })
  async read(@OwnerId() ownerId: string): Promise<PeerPolicy> {
    return valueOf(await this.commands.send(registryCommands.readPeerPolicy, { ownerId }));
  }

  @Put('policy')
  @Describe({
    id: 'setPeerPolicy',
    summary: 'Say which nodes see which',
    description:
      'Nodes with the tag `from` see nodes with the tag `to`, one way; `*` is every node, tagged or not. What no rule ' +
      'allows, none sees. Until it is set, all see all.',
    access: ['owner'],
    answer: PeerPolicy,
  })
  async set(
    @Acting() by: ActingOwner,
    @Body({ schema: PeerPolicy }) { rules }: PeerPolicy,
  ): Promise<PeerPolicy> {
    return valueOf(await this.commands.send(registryCommands.setPeerPolicy, { ...by, rules }));
  }

  @Get('facets')
  @Describe({
    id: 'readNodeFacets',
    summary: 'List the platforms and tags that your nodes have',
    access: ['owner'],
    answer: NodeFacets,
  })
  async facets(@OwnerId() ownerId: string): Promise<NodeFacets> {
    return valueOf(await this.commands.send(registryCommands.readNodeFacets, { ownerId }));
  }
}
