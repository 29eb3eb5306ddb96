import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Id,
  NodeDetails,
  type NodePage,
  NodeView,
  registryCommands,
  UpdateNodeBody,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Acting, OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { NodesQuery } from '../http/query-strings.js';
import { EXAMPLES } from '../pairing/pairing-examples.js';

/** The owner's nodes. */
@ApiTags('nodes')
@Controller('nodes')
@UseGuards(OwnerGuard)
export class NodesController {
  constructor(private readonly commands: CommandBus) {}

  @Get()
  @Describe({
    id: 'listNodes',
    summary: 'List the nodes of the mesh, or find some',
    description:
      'All, oldest first. `q` is a part of the name, the address or the platform, in any case; `status` is how a ' +
      'node stands: `online` (seen within five minutes), `seen` before, `expiring` (its peer token ends within a day), ' +
      '`expired` (none holds), `suspended` (being removed; such a node is in no list but this one), or `active`, which is ' +
      'online or seen; `permission` and `tag` are one that it has, `platform` is what it has told; `sort` is an order, ' +
      'with `-` from the last to the first. All that is given must hold. With one of them the answer has a `total` of ' +
      'what matches. A cursor is for the order that it came from.',
    access: ['owner'],
    answer: registryCommands.listNodes.answer,
  })
  async list(
    @OwnerId() ownerId: string,
    @Query({ schema: NodesQuery }) query: NodesQuery,
  ): Promise<NodePage> {
    return valueOf(await this.commands.send(registryCommands.listNodes, { ownerId, ...query }));
  }

  @Get(':id')
  @Describe({
    id: 'getNode',
    summary: 'Read a node, with what lets it in',
    description: 'Its live peer tokens and sessions by their ids and times.',
    access: ['owner'],
    answer: NodeDetails,
    example: EXAMPLES.nodeDetails,
    problems: ['not_found'],
  })
  async get(@OwnerId() ownerId: string, @Param('id', { schema: Id }) nodeId: string): Promise<NodeDetails> {
    return valueOf(await this.commands.send(registryCommands.getNode, { ownerId, nodeId }));
  }

  @Patch(':id')
  @Describe({
    id: 'updateNode',
    summary: 'Rename a node, or change its permissions or tags',
    access: ['owner'],
    answer: NodeView,
    example: EXAMPLES.node,
    problems: ['not_found'],
  })
  async update(
    @Acting() by: ActingOwner,
    @Param('id', { schema: Id }) nodeId: string,
    @Body({ schema: UpdateNodeBody }) body: UpdateNodeBody,
  ): Promise<NodeView> {
    const request = { ...by, nodeId, ...body };
    return valueOf(await this.commands.send(registryCommands.updateNode, request));
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({
    id: 'removeNode',
    summary: 'Remove a node and revoke its tokens and sessions',
    access: ['owner'],
    status: 204,
    problems: ['not_found', 'invalid_transition'],
  })
  async remove(@Acting() by: ActingOwner, @Param('id', { schema: Id }) nodeId: string): Promise<void> {
    valueOf(await this.commands.send(registryCommands.removeNode, { ...by, nodeId }));
  }
}
