import { Body, Controller, Get, HttpCode, Post, Req, UseFilters } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pairingCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { DpopProofs } from '../auth/dpop-proofs.js';
import { platformOf } from '../device/join/suggest-name.js';
import { Describe } from '../docs/describe.decorator.js';
import { clientAddress } from '../http/client-address.js';
import { valueOf } from '../http/problem-exception.js';
import { EXAMPLES } from '../pairing/pairing-examples.js';
import { DescribeOAuth } from './describe-oauth.decorator.js';
import { Issuer, metadataOf } from './issuer.js';
import { OAuthErrorFilter } from './oauth-error.js';
import { AuthorizationForm, clientOf, permissionsOf, TokenForm } from './oauth-forms.js';
import { TokenAnswer, TokenGrants } from './token-grants.js';

/** RFC 8628 §3.2, with the PIN of a device that shows one. */
const AuthorizationAnswer = z
  .object({
    device_code: z.string(),
    user_code: z.string(),
    verification_uri: z.url(),
    verification_uri_complete: z.url(),
    expires_in: z.int(),
    interval: z.int(),
    pin: z.string().optional(),
  })
  .meta({ id: 'DeviceAuthorization' });
type AuthorizationAnswer = z.infer<typeof AuthorizationAnswer>;

const AUTHORIZE_DESCRIPTION = [
  'Called by anyone: `client_id` is a label that the owner reads, and no secret. `scope` is `mesh:read mesh:connect`, or one',
  'of them. Ours: `device_name` for the owner’s card, `platform`, and `shows_pin=true` of a device that shows the `pin` of',
  'the answer beside its code: then the owner types that as well. 429 when an address, or everybody, has too many waiting.',
].join(' ');

const TOKEN_DESCRIPTION = [
  'By `device_code`: the errors of RFC 8628 §3.5 until the owner has let the device in, then its tokens, again and again',
  'until it uses one. The `access_token` is a session token as any device has it, the `peer_token` its first peer token.',
  'By `refresh_token`: the session goes on. Each counts once; a used one ends the session and the peer tokens of its node',
  '(RFC 9700 §4.14.2), but within a minute, in which an answer that was lost is given again. With a proof in the header `DPoP` the tokens are bound to its key (RFC 9449).',
].join(' ');

/** A device that knows OAuth asks to join: its screen shows a code, which an owner types in the console (RFC 8628). */
@ApiTags('oauth')
@Controller()
export class OAuthController {
  constructor(
    private readonly commands: CommandBus,
    private readonly issuer: Issuer,
    private readonly grants: TokenGrants,
    private readonly proofs: DpopProofs,
  ) {}

  @Get('.well-known/oauth-authorization-server')
  @Describe({
    id: 'getOAuthMetadata',
    summary: 'What programs that know OAuth need to pair (RFC 8414)',
    answer: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    example: metadataOf('https://mesh.example'),
  })
  metadata(@Req() request: FastifyRequest): ReturnType<typeof metadataOf> {
    return metadataOf(this.issuer.of(request));
  }

  @Post('oauth/device_authorization')
  @HttpCode(200)
  @UseFilters(OAuthErrorFilter)
  @DescribeOAuth({
    id: 'authorizeDevice',
    summary: 'A device asks to join, and shows a code (RFC 8628 §3.1)',
    description: AUTHORIZE_DESCRIPTION,
    answer: AuthorizationAnswer,
    example: {
      device_code: EXAMPLES.started.token,
      user_code: EXAMPLES.started.userCode,
      verification_uri: 'https://mesh.example/code',
      verification_uri_complete: `https://mesh.example/code?user_code=${EXAMPLES.started.userCode}`,
      expires_in: 600,
      interval: 2,
    },
    errors: ['invalid_client', 'invalid_scope'],
  })
  async authorize(
    @Req() request: FastifyRequest,
    @Body({ schema: AuthorizationForm.prefault({}) }) form: AuthorizationForm,
  ): Promise<AuthorizationAnswer> {
    const clientId = clientOf(form, request.headers.authorization);
    const asked = {
      clientId,
      name: form.device_name ?? clientId,
      platform: form.platform ?? platformOf(request.headers),
      permissions: permissionsOf(form.scope),
      showsPin: form.shows_pin === 'true',
      ip: clientAddress(request),
    };
    const codes = valueOf(await this.commands.send(pairingCommands.requestCodes, asked));
    const verificationUri = `${this.issuer.of(request)}/code`;
    return {
      device_code: codes.deviceCode,
      user_code: codes.userCode,
      verification_uri: verificationUri,
      verification_uri_complete: `${verificationUri}?user_code=${codes.userCode}`,
      expires_in: codes.expiresIn,
      interval: codes.interval,
      ...(codes.pin !== undefined && { pin: codes.pin }),
    };
  }

  @Post('oauth/token')
  @HttpCode(200)
  @UseFilters(OAuthErrorFilter)
  @DescribeOAuth({
    id: 'getOAuthTokens',
    summary:
      'The tokens of a device that its owner has let in, and their renewal (RFC 8628 §3.4, RFC 6749 §6)',
    description: TOKEN_DESCRIPTION,
    answer: TokenAnswer,
    example: {
      access_token: EXAMPLES.refreshed.peerToken,
      token_type: 'Bearer',
      expires_in: 7776000,
      refresh_token: `mpr_${EXAMPLES.verified.sessionId}_0_${EXAMPLES.started.token}`,
      scope: 'mesh:read mesh:connect',
      peer_token: EXAMPLES.refreshed.peerToken,
      node_id: EXAMPLES.node.id,
    },
    errors: [
      'authorization_pending',
      'slow_down',
      'access_denied',
      'expired_token',
      'invalid_grant',
      'invalid_client',
      'unsupported_grant_type',
      'invalid_dpop_proof',
    ],
  })
  async token(
    @Req() request: FastifyRequest,
    @Body({ schema: TokenForm.prefault({}) }) form: TokenForm,
  ): Promise<TokenAnswer> {
    const clientId = clientOf(form, request.headers.authorization);
    const key = await this.proofs.keyOf(request);
    return this.grants.grant(form, { clientId, provenKey: key?.jkt });
  }
}
