import { Body, Controller, Get, HttpCode, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  PasskeyAssertion,
  PasskeyOptions,
  registryCommands,
  TouchRuleView,
  TouchSubject,
} from '@meshpair/contracts';
import { TOUCH_RULES } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import { Acting, OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { problem, valueOf } from '../http/problem-exception.js';
import { consoleSessionOf } from './console-cookie.js';
import { ConsoleSessions } from './console-sessions.js';
import { PasskeyPlace } from './passkey-place.js';
import { Touches } from './touches.js';

const RuleBody = z.strictObject({ rule: z.enum(TOUCH_RULES), touch: PasskeyAssertion.optional() });
type RuleBody = z.infer<typeof RuleBody>;

/** Whether a PIN wants a fresh touch of a passkey, and what such a touch is asked by. */
@ApiTags('owner')
@Controller('owner')
@UseGuards(OwnerGuard)
export class TouchesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly place: PasskeyPlace,
    private readonly touches: Touches,
    private readonly sessions: ConsoleSessions,
  ) {}

  @Post('touch/options')
  @HttpCode(200)
  @Describe({
    id: 'askForTouch',
    summary:
      'What a browser asks your passkeys for, for one thing: a pairing, another rule, or a new passkey',
    description:
      'As `POST /console/passkey/options`. What was signed is the `touch` of `POST /pairing/verify` (by `pairingId`), of ' +
      '`PUT /owner/touch-rule`, or of `POST /owner/passkeys/options`.',
    access: ['owner'],
    answer: PasskeyOptions,
    problems: ['passkeys_unavailable', 'conflict'],
  })
  async ask(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: TouchSubject }) subject: TouchSubject,
  ): Promise<PasskeyOptions> {
    const { rpId } = this.place.of(request);
    const ask = { ...by, rpId, subject };
    const options = valueOf(await this.commands.send(registryCommands.askForTouch, ask));
    return this.place.handTo(request, reply, options);
  }

  @Get('touch-rule')
  @Describe({
    id: 'getTouchRule',
    summary: 'Whether verifying a PIN takes a touch of a passkey',
    description: '`never`, `console`: for who comes by a console, or `always`: for who comes by a key, too.',
    access: ['owner'],
    answer: TouchRuleView,
    example: { rule: 'never' },
  })
  async rule(@OwnerId() ownerId: string): Promise<TouchRuleView> {
    return valueOf(await this.commands.send(registryCommands.readTouchRule, { ownerId }));
  }

  @Put('touch-rule')
  @Describe({
    id: 'setTouchRule',
    summary: 'Say whether verifying a PIN takes a touch; it takes one to say so',
    description: 'Counts elsewhere within five seconds. Who has lost the passkey asks the operator.',
    access: ['owner'],
    answer: TouchRuleView,
    example: { rule: 'console' },
    problems: ['passkey_required', 'passkeys_unavailable'],
  })
  async set(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Body({ schema: RuleBody }) { rule, touch }: RuleBody,
  ): Promise<TouchRuleView> {
    const answer = this.touches.answerOf(request, touch);
    if (!answer) throw problem('passkey_required');
    const set = { ...by, rule, answer };
    const changed = valueOf(await this.commands.send(registryCommands.setTouchRule, set));
    const sessionId = consoleSessionOf(request);
    if (sessionId !== undefined) this.sessions.askAnew(sessionId);
    return changed;
  }
}
