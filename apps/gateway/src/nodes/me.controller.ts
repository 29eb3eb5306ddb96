import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Patch,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type DeviceSession, NodeView, type Page, registryCommands, UpdateMeBody } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Device, DeviceGuard } from '../auth/device-access.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { PageQuery } from '../http/query-strings.js';
import { PeerEvents } from '../live/peer-events.js';
import { EXAMPLES } from '../pairing/pairing-examples.js';

/** The device's own node and its peers, by its session token. */
@ApiTags('me')
@Controller('me')
@UseGuards(DeviceGuard)
export class MeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly peerEvents: PeerEvents,
  ) {}

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
    summary: 'Rename the own node, or say how it is reached',
    description:
      '`wireguardKey` is the public half of a key that the device keeps to itself, null takes it back; `endpoints` are ' +
      'where it is reached, the best first. Both are told to those whom the owner’s policy lets see it. A key that ' +
      'another node has is refused with `conflict`.',
    access: ['session'],
    answer: NodeView,
    example: EXAMPLES.node,
    problems: ['conflict'],
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

  @Get('peers/events')
  @Describe({
    id: 'followPeers',
    summary: 'Hear when the peers may have changed (server-sent events)',
    description:
      'A message `PeersChanged` at once, and one whenever a node of the mesh has come, gone or changed, or the policy ' +
      'has: list the peers then. It says nothing else, since a device sees only what the policy shows it. The stream ends with the session.',
    access: ['session'],
    produces: 'text/event-stream',
    problems: ['forbidden', 'too_many_requests'],
  })
  async peersChanged(
    @Device() device: DeviceSession,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.peerEvents.follow(device, request, reply);
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
