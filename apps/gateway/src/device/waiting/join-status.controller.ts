import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { FailureReasonSchema, PairingKindSchema } from '@meshpair/contracts';
import { Describe } from '../../docs/describe.decorator.js';
import { problem, valueOf } from '../../http/problem-exception.js';
import { PairingEvents } from '../../live/pairing-events.js';
import { wordsFor } from '../../pages/device-pages.js';
import { sessionTokenOf, waitingDeviceOf } from '../device-cookies.js';
import { JoinPageFilter } from '../join-page.filter.js';
import type { WaitingDevice } from '../pairing-cookie.js';
import { failureOf, PairingProgress, secondsLeftOf } from './pairing-progress.js';

const JoinState = z.object({
  state: PairingKindSchema,
  /** How it failed; null unless it has. */
  reason: FailureReasonSchema.nullable(),
  secondsLeft: z.int(),
  /** The same in words, for the page's live region. */
  words: z.string(),
});
type JoinState = z.infer<typeof JoinState>;

/** Where the pairing of this browser stands, by its cookie. */
@ApiTags('join')
@Controller('join')
@UseFilters(JoinPageFilter)
export class JoinStatusController {
  constructor(
    private readonly progress: PairingProgress,
    private readonly followed: PairingEvents,
  ) {}

  @Get('status')
  @Describe({
    id: 'showPairingPage',
    summary: 'The pairing of this browser, as a page; at its end leads to the device’s home',
    produces: 'text/html',
    problems: ['not_found', 'token_not_found', 'already_claimed'],
  })
  async status(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const waiting = waitingDeviceOf(request);
    if (waiting) return this.progress.show(waiting, request, reply);
    if (sessionTokenOf(request) === undefined) throw problem('not_found');
    void reply.redirect('/join/home', 303);
  }

  @Get('state')
  @Describe({
    id: 'getBrowserPairing',
    summary: 'The pairing of this browser, for the page’s script',
    answer: JoinState,
    problems: ['not_found', 'unauthorized'],
  })
  async state(@Req() request: FastifyRequest): Promise<JoinState> {
    const waiting = requireWaitingDevice(request);
    const pairing = valueOf(await this.progress.read(waiting));
    const reason = failureOf(pairing) ?? null;
    const t = wordsFor(request);
    return {
      state: reason === null ? pairing.state : 'Failed',
      reason,
      secondsLeft: secondsLeftOf(waiting, pairing),
      words:
        pairing.state === 'DeviceConnected' ? this.progress.words(t, pairing) : t('wait.finishingStatus'),
    };
  }

  @Get('events')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The sequence to go on after' })
  @Describe({
    id: 'followBrowserPairing',
    summary: 'Follow the pairing of this browser (server-sent events)',
    description: 'As `GET /pairing/{id}/events`.',
    produces: 'text/event-stream',
    problems: ['not_found', 'unauthorized'],
  })
  async events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { pairingId, claimSecret } = requireWaitingDevice(request);
    await this.followed.follow({ pairingId, reader: { claimSecret } }, request, reply);
  }
}

function requireWaitingDevice(request: FastifyRequest): WaitingDevice {
  const waiting = waitingDeviceOf(request);
  if (waiting === undefined) throw problem('not_found');
  return waiting;
}
