import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Id,
  Name,
  OwnerKey,
  PasskeyAssertion,
  PasskeyAttestation,
  PasskeyOptions,
  PasskeyView,
  registryCommands,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import type { Settings } from '@meshpair/settings';
import { inEnglish } from '@meshpair/words/catalogues';
import { requireOwnKey } from '../auth/bearer.js';
import { Acting, AuthenticatedOwner, OwnerGuard } from '../auth/owner.guard.js';
import type { ActingOwner, SignedInOwner } from '../auth/signed-in-owner.js';
import { suggestName } from '../device/join/suggest-name.js';
import { Describe } from '../docs/describe.decorator.js';
import { problem, valueOf } from '../http/problem-exception.js';
import { SETTINGS } from '../settings.token.js';
import { challengeOf } from './console-cookie.js';
import { PasskeyPlace } from './passkey-place.js';
import { Touches } from './touches.js';

const OfferBody = z.strictObject({ key: OwnerKey.optional(), touch: PasskeyAssertion.optional() });
type OfferBody = z.infer<typeof OfferBody>;

/** Without a name it is called as its browser calls itself. */
const AddBody = z.strictObject({ name: Name.optional(), attestation: PasskeyAttestation });
type AddBody = z.infer<typeof AddBody>;

/** The passkeys that sign an owner's console in. */
@ApiTags('owner')
@Controller('owner/passkeys')
@UseGuards(OwnerGuard)
export class PasskeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly place: PasskeyPlace,
    private readonly touches: Touches,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Describe({
    id: 'listPasskeys',
    summary: 'List your passkeys',
    access: ['owner'],
    answer: registryCommands.listPasskeys.answer,
  })
  async list(@Acting() by: ActingOwner): Promise<{ readonly items: readonly PasskeyView[] }> {
    return valueOf(await this.commands.send(registryCommands.listPasskeys, by));
  }

  @Post('options')
  @HttpCode(200)
  @Describe({
    id: 'offerPasskey',
    summary: 'What a browser makes a new passkey of, with a key that you have',
    description:
      'A console has none by itself: it gives `key`. The answer is `PublicKeyCredentialCreationOptionsJSON`. Its challenge ' +
      'counts once, for five minutes, with the cookie `meshpair_challenge` that this sets.',
    access: ['owner'],
    answer: PasskeyOptions,
    problems: ['passkeys_unavailable', 'passkey_required'],
  })
  async offer(
    @AuthenticatedOwner() { name, person }: SignedInOwner,
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: OfferBody }) { touch, ...body }: OfferBody,
  ): Promise<PasskeyOptions> {
    const key = requireOwnKey(request, body);
    const { rpId } = this.place.of(request);
    const meshName = this.settings.HOST_NODE_NAME;
    const offer = {
      ...by,
      ownerName: person?.name ?? name,
      key,
      rpId,
      meshName,
      touch: this.touches.answerOf(request, touch),
    };
    const options = valueOf(await this.commands.send(registryCommands.offerPasskey, offer));
    return this.place.handTo(request, reply, options);
  }

  @Post()
  @HttpCode(201)
  @Describe({
    id: 'addPasskey',
    summary: 'Add the passkey that was made',
    access: ['owner'],
    status: 201,
    answer: PasskeyView,
    problems: ['passkeys_unavailable'],
  })
  async add(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Body({ schema: AddBody })
    { name = suggestName(inEnglish, request.headers) ?? 'Passkey', attestation }: AddBody,
  ): Promise<PasskeyView> {
    const { origin } = this.place.of(request);
    const challenge = challengeOf(request);
    if (challenge === undefined) {
      const message = 'ask for its options first, with the same browser';
      throw problem('invalid_request', { errors: [{ field: 'attestation', message }] });
    }
    const added = { ...by, name, challenge, origin, attestation };
    return valueOf(await this.commands.send(registryCommands.addPasskey, added));
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({
    id: 'removePasskey',
    summary:
      'Remove a passkey; it is refused at once, and the consoles that it opened are within five seconds',
    access: ['owner'],
    status: 204,
    problems: ['not_found', 'conflict'],
  })
  async remove(@Acting() by: ActingOwner, @Param('id', { schema: Id }) passkeyId: string): Promise<void> {
    valueOf(await this.commands.send(registryCommands.removePasskey, { ...by, passkeyId }));
  }
}
