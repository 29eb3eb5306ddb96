import { Controller, Get, HttpCode, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClaimedTokens, Id, type Page, pairingCommands, PairingView } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { ClaimSecret } from '../auth/bearer.js';
import { Callers } from '../auth/callers.js';
import { DpopProofs } from '../auth/dpop-proofs.js';
import { OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { PairingsQuery } from '../http/query-strings.js';
import { PairingEvents } from '../live/pairing-events.js';
import { claimTokens } from './claim-tokens.js';
import { EXAMPLES } from './pairing-examples.js';

/** What follows a pairing, and the claim at its end. */
@ApiTags('pairing')
@Controller('pairing')
export class PairingReadsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly callers: Callers,
    private readonly followed: PairingEvents,
    private readonly proofs: DpopProofs,
  ) {}

  @Get()
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'listPairings',
    summary: 'List pairings, the newest first',
    access: ['owner'],
    answer: pairingCommands.listPairings.answer,
  })
  async list(
    @OwnerId() ownerId: string,
    @Query({ schema: PairingsQuery }) { state, after, limit }: PairingsQuery,
  ): Promise<Page<PairingView>> {
    const request = { ownerId, openOnly: state === 'open', after, limit };
    return valueOf(await this.commands.send(pairingCommands.listPairings, request));
  }

  @Get(':id')
  @Describe({
    id: 'getPairing',
    summary: 'Read a pairing',
    access: ['owner', 'claim'],
    answer: PairingView,
    example: EXAMPLES.pairing,
    problems: ['not_found'],
  })
  async get(
    @Req() request: FastifyRequest,
    @Param('id', { schema: Id }) pairingId: string,
  ): Promise<PairingView> {
    const reader = await this.callers.pairingReader(request);
    return valueOf(await this.commands.send(pairingCommands.getPairing, { pairingId, reader }));
  }

  @Get(':id/events')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The sequence to go on after' })
  @Describe({
    id: 'followPairing',
    summary: 'Follow a pairing (server-sent events)',
    description:
      'Each event has the sequence as `id`, the type as `event` and the CloudEvent as `data`. ' +
      'The stream ends after `DeviceRegistered` or `PairingFailed`; after that it answers 204.',
    access: ['owner', 'claim'],
    produces: 'text/event-stream',
    problems: ['not_found', 'too_many_requests'],
  })
  async events(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id', { schema: Id }) pairingId: string,
  ): Promise<void> {
    const reader = await this.callers.pairingReader(request);
    await this.followed.follow({ pairingId, reader }, request, reply);
  }

  @Post(':id/claim')
  @HttpCode(200)
  @Describe({
    id: 'claimTokens',
    summary: 'Fetch the tokens of a registered device',
    description:
      'With a DPoP proof (RFC 9449) of a key of its own, the device gets tokens that are bound to it: they are presented by ' +
      '`Authorization: DPoP`, with a proof each time. The first claim decides; by another key it is `already_claimed`.',
    access: ['claim'],
    answer: ClaimedTokens,
    problems: [
      'not_found',
      'not_registered_yet',
      'invalid_transition',
      'already_claimed',
      'invalid_dpop_proof',
    ],
  })
  async claim(
    @Req() request: FastifyRequest,
    @ClaimSecret() claimSecret: string,
    @Param('id', { schema: Id }) pairingId: string,
  ): Promise<ClaimedTokens> {
    const key = await this.proofs.keyOf(request);
    const claim = { pairingId, claimSecret, provenKey: key?.jkt };
    return valueOf(await claimTokens(this.commands, claim));
  }
}
