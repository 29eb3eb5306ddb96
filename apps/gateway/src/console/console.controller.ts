import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ConsoleSession } from '@meshpair/contracts';
import { isPlainHttpBeyondLoopback, type Settings } from '@meshpair/settings';
import { inEnglish } from '@meshpair/words/catalogues';
import { OwnOrigin } from '../auth/own-origin.js';
import { AuthenticatedOwner, OwnerGuard } from '../auth/owner.guard.js';
import type { SignedInOwner } from '../auth/signed-in-owner.js';
import { suggestName } from '../device/join/suggest-name.js';
import { Describe } from '../docs/describe.decorator.js';
import { problem } from '../http/problem-exception.js';
import { VERSION } from '../own-package.js';
import { JoinLink } from '../pairing/join-link.js';
import { SETTINGS } from '../settings.token.js';
import { CONSOLE_EXAMPLES, ConsoleAnswer, limitsOf, SignInBody } from './console-bodies.js';
import { challengeOf, consoleCookie, consoleSessionOf } from './console-cookie.js';
import { ConsoleSessions, type SignIn } from './console-sessions.js';
import { PasskeyPlace } from './passkey-place.js';

/** How the owner's console signs in and out, and what it needs to know of its surroundings. */
@ApiTags('console')
@Controller('console/session')
export class ConsoleController {
  constructor(
    private readonly sessions: ConsoleSessions,
    private readonly origin: OwnOrigin,
    private readonly links: JoinLink,
    private readonly passkeys: PasskeyPlace,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post()
  @HttpCode(200)
  @Describe({
    id: 'signInConsole',
    summary: 'Sign a console in, by the owner’s key, a one-time code or a passkey',
    description:
      'Sets the cookie `meshpair_console` (HttpOnly, SameSite=Strict) for 30 days. `passkey` is what a passkey has ' +
      'signed for the options of `POST /console/passkey/options`.',
    answer: ConsoleSession,
    example: CONSOLE_EXAMPLES.signedIn,
    problems: ['unauthorized', 'forbidden', 'passkeys_unavailable'],
  })
  async signIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: SignInBody }) body: SignInBody,
  ): Promise<ConsoleSession> {
    this.origin.refuseForeign(request);
    const { sessionId, owner, expiresAt } = await this.sessions.open(
      this.signInBy(request, body),
      suggestName(inEnglish, request.headers),
    );
    const secure = this.origin.isSecure(request);
    const cookie = consoleCookie(request, { sessionId, expires: new Date(expiresAt), secure });
    void reply.header('set-cookie', cookie);
    return { owner, expiresAt };
  }

  @Get()
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'getConsoleSession',
    summary: 'Who is signed in, and how devices reach this gateway',
    access: ['owner'],
    answer: ConsoleAnswer,
    example: CONSOLE_EXAMPLES.console,
  })
  async show(@AuthenticatedOwner() signedIn: SignedInOwner): Promise<ConsoleAnswer> {
    const { ownerId, name, person, role, isAdmin = false } = signedIn;
    return {
      owner: { ownerId, name },
      role,
      person: person ? { personId: person.personId, name: person.name } : null,
      isAdmin: isAdmin && role === 'owner',
      mesh: { name: this.settings.HOST_NODE_NAME },
      limits: limitsOf(this.settings),
      addresses: [...(await this.links.addresses())],
      plainHttpBeyondLoopback: isPlainHttpBeyondLoopback(this.settings),
      version: VERSION,
    };
  }

  /** Signing out twice, or without having signed in, is no error. */
  @Delete()
  @HttpCode(204)
  @Describe({ id: 'signOutConsole', summary: 'Sign the console out', status: 204, problems: ['forbidden'] })
  async signOut(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const sessionId = consoleSessionOf(request);
    if (sessionId === undefined) {
      this.origin.refuseForeign(request);
      return;
    }
    this.origin.requireForChange(request);
    await this.sessions.close(sessionId);
    const secure = this.origin.isSecure(request);
    void reply.header('set-cookie', consoleCookie(request, { sessionId: '', expires: new Date(0), secure }));
  }

  private signInBy(request: FastifyRequest, { passkey, ...keyOrCode }: SignInBody): SignIn {
    if (passkey === undefined) return keyOrCode as SignIn;
    const challenge = challengeOf(request);
    if (challenge === undefined) throw problem('unauthorized');
    return { passkey, challenge, origin: this.passkeys.of(request).origin };
  }
}
