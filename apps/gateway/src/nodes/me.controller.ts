import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type DeviceSession, NodeView, type Page, registryCommands, UpdateMeBody } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Device, DeviceGuard } from '../auth/device-access.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { PageQuery } from '../http/query-strings.js';
import { EXAMPLES } from '../pairing/pairing-examples.js';

/** The device's own node and its peers, by its session token. */
@ApiTags('me')
@Controller('me')
@UseGuards(DeviceGuard)
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
  async get(@Device() device: DeviceSession): Promise<NodeView> {
    return valueOf(await this.commands.send(registryCommands.getMe, device));
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
    @Device() device: DeviceSession,
    @Body({ schema: UpdateMeBody }) body: UpdateMeBody,
  ): Promise<NodeView> {
    return valueOf(await this.commands.send(registryCommands.updateMe, { ...device, ...body }));
  }

  @Delete()
  @HttpCode(204)
  @Describe({ id: 'leaveMesh', summary: 'Leave the mesh', access: ['session'], status: 204 })
  async leave(@Device() device: DeviceSession): Promise<void> {
    valueOf(await this.commands.send(registryCommands.leaveMesh, device));
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
    @Device() device: DeviceSession,
    @Query({ schema: PageQuery }) { after, limit }: PageQuery,
  ): Promise<Page<NodeView>> {
    return valueOf(await this.commands.send(registryCommands.listPeers, { ...device, after, limit }));
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
  async heartbeat(@Device() device: DeviceSession): Promise<NodeView> {
    return valueOf(await this.commands.send(registryCommands.heartbeat, device));
  }
}
