import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NodeView, type Page, registryCommands, UpdateMeBody } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { SessionToken } from '../auth/bearer.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { PageQuery } from '../http/query-strings.js';
import { EXAMPLES } from '../pairing/pairing-examples.js';

/** The device's own node and its peers, by its session token. */
@ApiTags('me')
@Controller('me')
export class MeController {
  constructor(private readonly commands: CommandBus) {}

  @Get()
  @Describe({
    id: 'getMe',
    summary: 'Read the own node',
    access: ['session'],
    answer: NodeView,
    example: EXAMPLES.node,
  })
  async get(@SessionToken() sessionToken: string): Promise<NodeView> {
    return valueOf(await this.commands.send(registryCommands.getMe, { sessionToken }));
  }

  @Patch()
  @Describe({
    id: 'updateMe',
    summary: 'Rename the own node',
    access: ['session'],
    answer: NodeView,
    example: EXAMPLES.node,
  })
  async update(
    @SessionToken() sessionToken: string,
    @Body({ schema: UpdateMeBody }) body: UpdateMeBody,
  ): Promise<NodeView> {
    return valueOf(await this.commands.send(registryCommands.updateMe, { sessionToken, ...body }));
  }

  @Delete()
  @HttpCode(204)
  @Describe({ id: 'leaveMesh', summary: 'Leave the mesh', access: ['session'], status: 204 })
  async leave(@SessionToken() sessionToken: string): Promise<void> {
    valueOf(await this.commands.send(registryCommands.leaveMesh, { sessionToken }));
  }

  @Get('peers')
  @Describe({
    id: 'listPeers',
    summary: 'List the peers that the device may see',
    access: ['session'],
    answer: registryCommands.listPeers.answer,
    problems: ['forbidden'],
  })
  async peers(
    @SessionToken() sessionToken: string,
    @Query({ schema: PageQuery }) { after, limit }: PageQuery,
  ): Promise<Page<NodeView>> {
    return valueOf(await this.commands.send(registryCommands.listPeers, { sessionToken, after, limit }));
  }

  @Post('heartbeat')
  @HttpCode(200)
  @Describe({
    id: 'sendHeartbeat',
    summary: 'Say that the device is there',
    access: ['session'],
    answer: NodeView,
    example: EXAMPLES.node,
  })
  async heartbeat(@SessionToken() sessionToken: string): Promise<NodeView> {
    return valueOf(await this.commands.send(registryCommands.heartbeat, { sessionToken }));
  }
}
