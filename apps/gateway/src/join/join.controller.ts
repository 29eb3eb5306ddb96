import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import {
  Name,
  pairingCommands,
  PROBLEMS,
  Secret,
  type CommandError,
  type ProblemCode,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import type { Settings } from '@meshpair/settings';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Describe } from '../docs/describe.decorator.js';
import { clientAddress } from '../http/client-address.js';
import { problem, ProblemException } from '../http/problem-exception.js';
import { headersOf } from '../http/problem-of.js';
import { SETTINGS } from '../settings.token.js';
import { joinPage, pinPage, refusalPage } from './join-pages.js';
import { suggestName } from './suggest-name.js';

const JoinQuery = z.strictObject({ token: Secret });
type JoinQuery = z.infer<typeof JoinQuery>;

/** The name is judged here, so that a bad one shows the form again. */
const JoinForm = z.strictObject({ token: Secret, name: z.string().max(1000) });
type JoinForm = z.infer<typeof JoinForm>;

/** The pages that a device's browser sees after it scanned the QR code. */
@ApiTags('join')
@Controller('join')
export class JoinController {
  private readonly mesh: string;

  constructor(
    private readonly commands: CommandBus,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.mesh = settings.HOST_NODE_NAME;
  }

  @Get()
  @Describe({
    summary: 'The page behind the QR code; changes nothing',
    produces: 'text/html',
    problems: ['token_not_found', 'already_connected', 'token_expired'],
  })
  async show(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: JoinQuery }) { token }: JoinQuery,
  ): Promise<void> {
    const preview = await this.commands.send(pairingCommands.previewToken, { token });
    const refusal = preview.ok ? refusalOfState(preview.value) : preview.error.code;
    // Without the pairing service the form is still right: it may be back when the button is pressed.
    if (refusal !== undefined && refusal !== 'service_unavailable')
      return this.refuse(request, reply, { code: refusal });
    const suggestedName = suggestName(request.headers['user-agent']);
    return sendPage(reply, 200, joinPage({ mesh: this.mesh, token, suggestedName }));
  }

  @Post()
  @HttpCode(200)
  @ApiConsumes('application/x-www-form-urlencoded')
  @Describe({
    summary: 'Connect by the form of the join page; shows the PIN',
    produces: 'text/html',
    problems: [
      'token_not_found',
      'token_expired',
      'already_connected',
      'invalid_transition',
      'too_many_requests',
    ],
  })
  async join(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body({ schema: JoinForm }) { token, name: given }: JoinForm,
  ): Promise<void> {
    const name = Name.safeParse(given);
    if (!name.success) return this.complain(request, reply, token);
    const ip = clientAddress(request);
    const connect = { token, device: { name: name.data }, ip };
    const connected = await this.commands.send(pairingCommands.connectDevice, connect);
    if (!connected.ok) return this.refuse(request, reply, connected.error);
    return sendPage(reply, 200, pinPage(this.mesh, connected.value));
  }

  private complain(request: FastifyRequest, reply: FastifyReply, token: string): void {
    const complaint = 'Give a name of 1 to 64 characters.';
    if (!wantsPage(request)) {
      throw problem('invalid_request', { errors: [{ field: 'name', message: complaint }] });
    }
    const suggestedName = suggestName(request.headers['user-agent']);
    sendPage(reply, 400, joinPage({ mesh: this.mesh, token, suggestedName, complaint }));
  }

  /** Browsers get a page, all others the problem. */
  private refuse(request: FastifyRequest, reply: FastifyReply, refusal: CommandError): void {
    if (!wantsPage(request)) throw new ProblemException(refusal);
    void reply.headers(headersOf(refusal, false));
    sendPage(reply, PROBLEMS[refusal.code].status, refusalPage(this.mesh, refusal.code));
  }
}

const wantsPage = ({ headers }: FastifyRequest): boolean => headers.accept?.includes('text/html') ?? false;

const sendPage = (reply: FastifyReply, status: number, page: string): void =>
  void reply.code(status).type('text/html; charset=utf-8').send(page);

/** What a look at the token's pairing says to the one who holds it. */
function refusalOfState(preview: {
  readonly state: string;
  readonly expiresAt: string;
}): ProblemCode | undefined {
  if (preview.state === 'Failed') return 'token_expired';
  if (preview.state !== 'TokenCreated') return 'already_connected';
  return Date.parse(preview.expiresAt) < Date.now() ? 'token_expired' : undefined;
}
