import { randomBytes } from 'node:crypto';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Id, type LinkedAccountView, OwnerKey, registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { inEnglish } from '@meshpair/words/catalogues';
import { requireOwnKey } from '../auth/bearer.js';
import { Acting, OwnerGuard } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { consoleCookie } from '../console/console-cookie.js';
import { ConsoleSessions } from '../console/console-sessions.js';
import { suggestName } from '../device/join/suggest-name.js';
import { Describe } from '../docs/describe.decorator.js';
import { problem, ProblemException, valueOf } from '../http/problem-exception.js';
import { type Intent, noTripCookie, tripCookie, tripOf } from './oidc-cookie.js';
import { type Account, OidcProvider, type OidcRefusal } from './oidc-provider.js';

/** What a provider sends along is for the library to judge. */
const CallbackQuery = z.looseObject({});

const LinkBody = z.strictObject({ key: OwnerKey.optional() });
type LinkBody = z.infer<typeof LinkBody>;

const LinkAnswer = z.object({ url: z.url() });
type LinkAnswer = z.infer<typeof LinkAnswer>;

/** How it went, for the console to put into words: `/#account=<outcome>`. */
type Outcome = OidcRefusal | 'linked' | 'not_linked' | 'linked_elsewhere' | 'expired';

/** Signing in by an account of the operator's OpenID provider, and which accounts an owner has linked. */
@ApiTags('console')
@Controller()
export class OidcController {
  constructor(
    private readonly commands: CommandBus,
    private readonly sessions: ConsoleSessions,
    private readonly provider: OidcProvider,
  ) {}

  @Get('console/oidc/start')
  @Describe({
    id: 'startAccountSignIn',
    summary: 'Lead a browser to the OpenID provider, to sign in',
    status: 303,
    problems: ['not_found'],
  })
  async start(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    this.requireProvider();
    const { state } = valueOf(await this.commands.send(registryCommands.beginAccountSignIn, {}));
    const url = await this.depart(request, reply, 'signin', state);
    await (url instanceof URL ? reply.redirect(url.href, 303) : this.home(reply, url));
  }

  @Get('console/oidc/callback')
  @Describe({
    id: 'finishAccountSignIn',
    summary: 'Where the OpenID provider sends a browser back to: signs in, or links the account',
    description: 'Leads to the console, which says how it went.',
    status: 303,
    problems: ['not_found'],
  })
  async callback(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: CallbackQuery }) _query: unknown,
  ): Promise<void> {
    this.requireProvider();
    const trip = tripOf(request);
    void reply.header('set-cookie', noTripCookie(request, this.isSecure()));
    if (!trip) return this.home(reply, 'expired');
    const account = await this.provider.account(new URL(request.url, 'http://gateway').search, trip);
    if (typeof account === 'string') return this.home(reply, account);
    if (trip.intent === 'link') return this.home(reply, await this.link(account, trip.state));
    await this.signIn(request, reply, account, trip.state);
  }

  @Get('owner/accounts')
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'listAccounts',
    summary: 'List the accounts that you have linked',
    access: ['owner'],
    answer: registryCommands.listAccounts.answer,
  })
  async list(@Acting() by: ActingOwner): Promise<{ readonly items: readonly LinkedAccountView[] }> {
    return valueOf(await this.commands.send(registryCommands.listAccounts, by));
  }

  @Post('owner/accounts/link')
  @HttpCode(200)
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'startAccountLink',
    summary: 'Begin to link an account, with a key that you have',
    description:
      'The browser goes on to `url`, with the cookie that this sets, and comes back to the console.',
    access: ['owner'],
    answer: LinkAnswer,
    example: { url: 'https://id.example/authorize?client_id=meshpair' },
    problems: ['not_found'],
  })
  async startLink(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: LinkBody }) body: LinkBody,
  ): Promise<LinkAnswer> {
    this.requireProvider();
    const key = requireOwnKey(request, body);
    const { state } = valueOf(await this.commands.send(registryCommands.offerAccountLink, { ...by, key }));
    const url = await this.depart(request, reply, 'link', state);
    if (url instanceof URL) return { url: url.href };
    throw problem('service_unavailable', { detail: `${this.provider.name ?? ''} does not answer` });
  }

  @Delete('owner/accounts/:id')
  @HttpCode(204)
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'unlinkAccount',
    summary: 'Unlink an account; the consoles that it opened are refused within five seconds',
    access: ['owner'],
    status: 204,
    problems: ['not_found'],
  })
  async unlink(@Acting() by: ActingOwner, @Param('id', { schema: Id }) accountId: string): Promise<void> {
    valueOf(await this.commands.send(registryCommands.unlinkAccount, { ...by, accountId }));
  }

  private requireProvider(): void {
    if (this.provider.name === undefined) throw problem('not_found');
  }

  /** Where the browser goes to, with a cookie to know it by when it comes back. */
  private async depart(
    request: FastifyRequest,
    reply: FastifyReply,
    intent: Intent,
    state: string,
  ): Promise<URL | OidcRefusal> {
    const [nonce, verifier] = [random(), random()];
    const url = await this.provider.authorizationUrl({ state, nonce, verifier });
    if (url instanceof URL)
      void reply.header(
        'set-cookie',
        tripCookie(request, { intent, state, nonce, verifier }, this.isSecure()),
      );
    return url;
  }

  private async signIn(
    request: FastifyRequest,
    reply: FastifyReply,
    { issuer, subject }: Account,
    state: string,
  ): Promise<void> {
    const account = { issuer, subject, state };
    try {
      const { sessionId, expiresAt } = await this.sessions.open(
        { account },
        suggestName(inEnglish, request.headers),
      );
      const expires = new Date(expiresAt);
      const secure = this.isSecure();
      void reply.header('set-cookie', [
        noTripCookie(request, secure),
        consoleCookie(request, { sessionId, expires, secure }),
      ]);
      await reply.redirect(this.provider.address('/'), 303);
    } catch (error) {
      if (!(error instanceof ProblemException) || error.refusal.code !== 'unauthorized') throw error;
      await this.home(reply, 'not_linked');
    }
  }

  private async link(account: Account, state: string): Promise<Outcome> {
    const linked = await this.commands.send(registryCommands.linkAccount, { ...account, state });
    if (!linked.ok && linked.error.code !== 'conflict') valueOf(linked);
    return linked.ok ? 'linked' : 'linked_elsewhere';
  }

  private async home(reply: FastifyReply, outcome: Outcome): Promise<void> {
    await reply.redirect(this.provider.address(`/#account=${outcome}`), 303);
  }

  private isSecure(): boolean {
    return this.provider.address('').startsWith('https:');
  }
}

const random = (): string => randomBytes(32).toString('base64url');
