import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { digestOf, Name, pairingCommands, Secret } from '@meshpair/contracts';
import { readUserCode } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import type { Translate } from '@meshpair/words';
import { Describe } from '../../docs/describe.decorator.js';
import { clientAddress } from '../../http/client-address.js';
import { problem } from '../../http/problem-exception.js';
import { wantsPage } from '../../pages/device-pages.js';
import { keepWaitingDevice, sessionTokenOf, waitingDeviceOf } from '../device-cookies.js';
import { JoinPageFilter } from '../join-page.filter.js';
import { nameComplaint } from '../name-complaint.js';
import { comesFromElsewhere, hidesItsOrigin, isOwnForm } from '../own-form.js';
import type { WaitingDevice } from '../pairing-cookie.js';
import { PairingProgress } from '../waiting/pairing-progress.js';
import { JoinAnswers, type JoinBy } from './join-answers.js';
import { platformOf } from './suggest-name.js';

/** A browser that knows where it stands may come without the token. */
const JoinQuery = z.strictObject({ token: Secret.optional() });
type JoinQuery = z.infer<typeof JoinQuery>;

/** Name and code are judged here, so that a bad one shows the form again. */
const JoinForm = z
  .strictObject({
    token: Secret.optional(),
    code: z.string().max(1000).optional(),
    name: z.string().max(1000),
    proof: Secret.optional(),
  })
  .refine(({ token, code }) => (token === undefined) !== (code === undefined), {
    message: 'give either token or code',
    path: ['token'],
  });
type JoinForm = z.infer<typeof JoinForm>;

/** Where the QR code leads: the form, then the PIN. */
@ApiTags('join')
@Controller('join')
@UseFilters(JoinPageFilter)
export class JoinController {
  constructor(
    private readonly commands: CommandBus,
    private readonly answers: JoinAnswers,
    private readonly progress: PairingProgress,
  ) {}

  @Get()
  @Describe({
    id: 'showJoinPage',
    summary: 'The page behind the QR code; changes nothing',
    description:
      'A browser that joined by this link finds its pairing again, by its cookie. Without a token a browser gets a form for the code.',
    produces: 'text/html',
    problems: ['token_not_found', 'already_connected', 'token_expired', 'invalid_transition'],
  })
  async show(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: JoinQuery }) { token }: JoinQuery,
  ): Promise<void> {
    if (token === undefined) return this.showWithoutToken(request, reply);
    const waiting = ownPairing(request, token);
    if (waiting) return this.progress.show(waiting, request, reply);
    const preview = await this.commands.send(pairingCommands.previewToken, { token });
    // Without the pairing service the form is still right: it may be back when the button is pressed.
    if (!preview.ok && preview.error.code !== 'service_unavailable') throw problem(preview.error.code);
    if (preview.ok && preview.value.state === 'Failed') {
      return this.answers.refuseFailed(preview.value.reason ?? 'cancelled', request, reply);
    }
    if (preview.ok && preview.value.state !== 'TokenCreated') throw problem('already_connected');
    this.answers.sendForm(request, reply, { token });
  }

  @Post()
  @HttpCode(200)
  @ApiConsumes('application/x-www-form-urlencoded')
  @Describe({
    id: 'submitJoinForm',
    summary: 'Connect by the form of the join page; shows the PIN',
    description: 'Sent again by the same browser, it shows the same PIN.',
    produces: 'text/html',
    problems: [
      'token_not_found',
      'token_expired',
      'already_connected',
      'invalid_transition',
      'too_many_requests',
      'forbidden',
    ],
  })
  async join(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body({ schema: JoinForm }) { token, code: typed, name: given, proof }: JoinForm,
  ): Promise<void> {
    if (comesFromElsewhere(request)) throw problem('forbidden');
    const by: JoinBy = token === undefined ? { code: typed ?? '' } : { token };
    const code = by.code === undefined ? undefined : readUserCode(by.code);
    const key = token ?? code;
    if (key === undefined) {
      const words = (t: Translate): string => t('join.codeBad');
      return this.answers.complain({ field: 'code', words }, request, reply, by);
    }
    const waiting = ownPairing(request, key);
    if (waiting) return this.progress.show(waiting, request, reply);
    requireOwnFormToReplace(request, proof);
    const name = Name.safeParse(given);
    if (!name.success) {
      const words = (t: Translate): string => nameComplaint(t, name.error);
      return this.answers.complain({ field: 'name', words }, request, reply, by);
    }
    const device = { name: name.data, platform: platformOf(request.headers) };
    const ip = clientAddress(request);
    const connected = await this.commands.send(pairingCommands.connectDevice, { token, code, device, ip });
    if (!connected.ok) return this.answers.refuseJoin(connected.error, request, reply, by);
    const { pairingId, pin, claimSecret, expiresAt } = connected.value;
    const kept: WaitingDevice = {
      pairingId,
      claimSecret,
      pin,
      tokenDigest: digestOf(key),
      expiresAt: Math.floor(Date.parse(expiresAt) / 1000),
    };
    keepWaitingDevice(request, reply, kept);
    return this.progress.show(kept, request, reply);
  }

  private showWithoutToken(request: FastifyRequest, reply: FastifyReply): Promise<void> | void {
    const waiting = waitingDeviceOf(request);
    if (waiting) return this.progress.show(waiting, request, reply);
    if (sessionTokenOf(request) !== undefined) return void reply.redirect('/join/home', 303);
    if (wantsPage(request)) return this.answers.sendForm(request, reply, {});
    throw problem('invalid_request', { errors: [{ field: 'token', message: 'is missing' }] });
  }
}

/** Another pairing of this browser gives way only to a form that its own page sent; else 403. */
function requireOwnFormToReplace(request: FastifyRequest, proof = ''): void {
  const waiting = waitingDeviceOf(request);
  if (waiting && hidesItsOrigin(request) && !isOwnForm(proof, waiting.claimSecret))
    throw problem('forbidden');
}

/** The pairing that this browser joined by this very token or code. */
function ownPairing(request: FastifyRequest, key: string): WaitingDevice | undefined {
  const waiting = waitingDeviceOf(request);
  return waiting?.tokenDigest === digestOf(key) ? waiting : undefined;
}
