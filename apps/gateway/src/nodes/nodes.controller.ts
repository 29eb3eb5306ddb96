import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id, NodeView, type Page, registryCommands, UpdateNodeBody } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { AuthenticatedOwner, OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import type { SignedInOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { PageQuery } from '../http/query-strings.js';
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
    summary: 'List the nodes of the mesh',
    access: ['owner'],
    answer: registryCommands.listNodes.answer,
  })
  async list(
    @OwnerId() ownerId: string,
    @Query({ schema: PageQuery }) { after, limit }: PageQuery,
  ): Promise<Page<NodeView>> {
    return valueOf(await this.commands.send(registryCommands.listNodes, { ownerId, after, limit }));
  }

  @Get(':id')
  @Describe({
    id: 'getNode',
    summary: 'Read a node',
    access: ['owner'],
    answer: NodeView,
    example: EXAMPLES.node,
    problems: ['not_found'],
  })
  async get(@OwnerId() ownerId: string, @Param('id', { schema: Id }) nodeId: string): Promise<NodeView> {
    return valueOf(await this.commands.send(registryCommands.getNode, { ownerId, nodeId }));
  }

  @Patch(':id')
  @Describe({
    id: 'updateNode',
    summary: 'Rename a node, or change its permissions',
    access: ['owner'],
    answer: NodeView,
    example: EXAMPLES.node,
    problems: ['not_found'],
  })
  async update(
    @AuthenticatedOwner() { ownerId, keyId }: SignedInOwner,
    @Param('id', { schema: Id }) nodeId: string,
    @Body({ schema: UpdateNodeBody }) body: UpdateNodeBody,
  ): Promise<NodeView> {
    const request = { ownerId, keyId, nodeId, ...body };
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
  async remove(
    @AuthenticatedOwner() { ownerId, keyId }: SignedInOwner,
    @Param('id', { schema: Id }) nodeId: string,
  ): Promise<void> {
    valueOf(await this.commands.send(registryCommands.removeNode, { ownerId, keyId, nodeId }));
  }
}
