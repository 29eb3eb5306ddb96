import { networkInterfaces } from 'node:os';
import { Body, Controller, Get, HttpCode, Post, Put, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  DeviceCodeRuleBody,
  DeviceCodeRuleView,
  pairingCommands,
  PairingView,
  registryCommands,
  TypedCode,
} from '@meshpair/contracts';
import { readUserCode } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import { Acting, OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { clientAddress } from '../http/client-address.js';
import { valueOf } from '../http/problem-exception.js';
import { EXAMPLES } from './pairing-examples.js';

const TakeBody = z.strictObject({ code: TypedCode });
type TakeBody = z.infer<typeof TakeBody>;

const CodeQuery = z.strictObject({ user_code: TypedCode.optional() });
type CodeQuery = z.infer<typeof CodeQuery>;

const TAKE_DESCRIPTION = [
  'The pairing then waits for `POST /pairing/:id/approve`, or for the PIN where the device shows one. `otherNetwork` says',
  'that the device asked from another network than this request comes from; `refused` is let in by neither',
  '(`PUT /owner/device-codes`). The same code again leads to the same pairing.',
].join(' ');

/** Codes that devices show on their screens, typed by an owner (RFC 8628 §3.3). */
@ApiTags('pairing')
@Controller()
export class DeviceCodesController {
  constructor(private readonly commands: CommandBus) {}

  @Post('pairing/take')
  @HttpCode(200)
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'takeDevice',
    summary: 'Take a device on by the code that it shows',
    description: TAKE_DESCRIPTION,
    access: ['owner'],
    answer: PairingView,
    example: { ...EXAMPLES.pairing, approval: 'device_code', attemptsLeft: null },
    problems: ['code_not_found', 'too_many_requests'],
  })
  async take(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Body({ schema: TakeBody }) { code }: TakeBody,
  ): Promise<PairingView> {
    const rule = await this.rule(by.ownerId);
    const from = { ip: clientAddress(request), attached: attachedNetworks() };
    const take = { ...by, code, from, allowsOtherNetworks: rule.otherNetworks };
    return valueOf(await this.commands.send(pairingCommands.takeRequest, take));
  }

  @Get('owner/device-codes')
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'getDeviceCodeRule',
    summary: 'What you allow of codes that devices show',
    access: ['owner'],
    answer: DeviceCodeRuleView,
    example: { otherNetworks: false, fillFromLink: false },
  })
  rule(@OwnerId() ownerId: string): Promise<DeviceCodeRuleView> {
    return this.commands.send(registryCommands.readDeviceCodeRule, { ownerId }).then(valueOf);
  }

  @Put('owner/device-codes')
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'setDeviceCodeRule',
    summary: 'Say what you allow of codes that devices show',
    description:
      '`otherNetworks`: devices in another network than the console where the code is typed may be let in. ' +
      '`fillFromLink`: a link with the code in it fills the field. Who sends such links may want to be let in (BCP 247).',
    access: ['owner'],
    answer: DeviceCodeRuleView,
    example: { otherNetworks: true, fillFromLink: false },
  })
  async set(
    @Acting() by: ActingOwner,
    @Body({ schema: DeviceCodeRuleBody }) rule: DeviceCodeRuleBody,
  ): Promise<DeviceCodeRuleView> {
    return valueOf(await this.commands.send(registryCommands.setDeviceCodeRule, { ...by, ...rule }));
  }

  @Get('code')
  @Describe({
    id: 'showCodeField',
    summary: 'Where a device that shows a code sends its owner: the console’s field for it',
    status: 303,
  })
  show(@Res() reply: FastifyReply, @Query({ schema: CodeQuery }) { user_code: typed }: CodeQuery): void {
    const code = typed === undefined ? undefined : readUserCode(typed);
    // Behind the `#`: the console fills its field by it only where its owner allows that.
    void reply.redirect(code === undefined ? '/#code' : `/#code=${code}`, 303);
  }
}

/** The networks that this machine is in, interface by interface. */
const attachedNetworks = (): string[][] =>
  Object.values(networkInterfaces()).map((addresses = []) => addresses.flatMap(({ cidr }) => cidr ?? []));
