import { Body, Controller, Get, Header, HttpCode, Post, Req, UseGuards } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type DeviceSession,
  Introspection,
  JsonWebKeySet,
  pairingCommands,
  RefreshedTokens,
  RefreshTokenBody,
  registryCommands,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Callers } from '../auth/callers.js';
import { Device, DeviceGuard } from '../auth/device-access.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { EXAMPLES } from '../pairing/pairing-examples.js';

/** The request of RFC 7662 §2.1 and RFC 7009 §2.1. The hint is allowed and not needed. */
const TokenForm = z.strictObject({
  token: z.string().min(1).max(4096),
  token_type_hint: z.string().max(64).optional(),
});
type TokenForm = z.infer<typeof TokenForm>;

const REFRESH_DESCRIPTION = [
  'The bearer is the peer token itself without a body, or the session token with `peerToken` in the body.',
  'The presented peer token ends at once; presented again, it ends every peer token of its line and the session',
  '(RFC 9700 §4.14.2), and the device has to pair anew. A device that did not get the answer asks with its session',
  'token and no body: whatever peer token it had last is replaced.',
  '`sessionToken` is in the answer when the one that asked is signed with an older key: use it from then on.',
].join(' ');

@ApiTags('tokens')
@Controller()
export class TokensController {
  constructor(
    private readonly commands: CommandBus,
    private readonly callers: Callers,
  ) {}

  @Post('tokens/refresh')
  @HttpCode(200)
  @UseGuards(DeviceGuard)
  @Describe({
    id: 'refreshToken',
    summary: 'Get the next peer token',
    description: REFRESH_DESCRIPTION,
    access: ['session', 'peer'],
    answer: RefreshedTokens,
    example: EXAMPLES.refreshed,
  })
  async refresh(
    @Device() { sessionToken: token, provenKey }: DeviceSession,
    @Body({ schema: RefreshTokenBody.prefault({}) }) { peerToken }: RefreshTokenBody,
  ): Promise<RefreshedTokens> {
    const request = { token, peerToken, provenKey };
    return valueOf(await this.commands.send(registryCommands.refreshToken, request));
  }

  @Post('tokens/introspect')
  @HttpCode(200)
  @ApiConsumes('application/x-www-form-urlencoded')
  @Describe({
    id: 'introspectToken',
    summary: 'Ask whether a token is active (RFC 7662)',
    access: ['owner', 'session'],
    answer: Introspection,
    example: EXAMPLES.introspection,
  })
  async introspect(
    @Req() request: FastifyRequest,
    @Body({ schema: TokenForm }) { token }: TokenForm,
  ): Promise<Introspection> {
    const caller = await this.callers.tokenCaller(request);
    return valueOf(await this.commands.send(registryCommands.introspectToken, { caller, token }));
  }

  /** RFC 7009 §2.2: 200 whether or not the token was known. */
  @Post('tokens/revoke')
  @HttpCode(200)
  @ApiConsumes('application/x-www-form-urlencoded')
  @Describe({ id: 'revokeToken', summary: 'Revoke a token (RFC 7009)', access: ['owner', 'session'] })
  async revoke(
    @Req() request: FastifyRequest,
    @Body({ schema: TokenForm }) { token }: TokenForm,
  ): Promise<void> {
    const caller = await this.callers.tokenCaller(request);
    valueOf(await this.commands.send(registryCommands.revokeToken, { caller, token }));
  }

  @Get('.well-known/audit-keys.json')
  @Header('cache-control', 'public, max-age=60')
  @Describe({
    id: 'getAuditKeys',
    summary: 'The public keys that signed exports of the audit trail are signed with (RFC 7517)',
    description: 'They sign nothing else, and no token. The `kid` is the key’s thumbprint (RFC 7638).',
    answer: JsonWebKeySet,
  })
  async auditKeys(): Promise<JsonWebKeySet> {
    return valueOf(await this.commands.send(pairingCommands.readChainKeys, {}));
  }

  @Get('.well-known/jwks.json')
  @Header('cache-control', 'public, max-age=60')
  @Describe({
    id: 'getJwks',
    summary: 'The public keys that tokens are signed with (RFC 7517)',
    answer: JsonWebKeySet,
  })
  async jwks(): Promise<JsonWebKeySet> {
    return valueOf(await this.commands.send(registryCommands.readJwks, {}));
  }
}
