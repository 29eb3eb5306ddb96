import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  HttpCode,
  Injectable,
  Query,
  Res,
  UseGuards,
} from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type DeviceSession, Id, Permission, registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { bearerOf, dpopTokenOf } from '../auth/bearer.js';
import { Device, type DeviceRequest } from '../auth/device-access.js';
import { DpopProofs } from '../auth/dpop-proofs.js';
import { Describe } from '../docs/describe.decorator.js';
import { problem, valueOf } from '../http/problem-exception.js';

const CheckQuery = z.strictObject({
  owner: Id.describe('Whose mesh the token must be of'),
  permission: Permission.optional().describe('What it must allow'),
});
type CheckQuery = z.infer<typeof CheckQuery>;

const DESCRIPTION = [
  'What a proxy asks about each request (`auth_request` of nginx, `forward_auth` of Caddy): whether the peer token in it counts',
  'now. It passes on what came as `Authorization` and `DPoP`, and says for which request in `X-Original-Method` and',
  '`X-Original-URL`, as peers know the address: a proof is for that. The token is the only credential; nobody else’s is asked.',
].join(' ');

/** What a request that a proxy has presents: a peer token, and where it is bound a proof for that request. */
@Injectable()
export class ProxiedTokenGuard implements CanActivate {
  constructor(private readonly proofs: DpopProofs) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<DeviceRequest>();
    request.device = await this.presentedIn(request);
    return true;
  }

  private async presentedIn(request: FastifyRequest): Promise<DeviceSession> {
    const bearer = bearerOf(request);
    if (bearer !== undefined) return { sessionToken: bearer };
    const token = dpopTokenOf(request);
    if (token === undefined) throw problem('unauthorized');
    const { dpop = '', 'x-original-method': method = 'GET', 'x-original-url': url = '' } = request.headers;
    const isFor = (said: URL): boolean => URL.canParse(String(url)) && isSame(said, new URL(String(url)));
    const { jkt } = await this.proofs.keyBehind(dpop, { method: String(method), isFor, token });
    return { sessionToken: token, provenKey: jkt };
  }
}

const isSame = (one: URL, other: URL): boolean =>
  one.origin === other.origin && one.pathname === other.pathname;

/** Says to a proxy whether a request comes from a peer. */
@ApiTags('tokens')
@Controller('tokens')
export class CheckTokenController {
  constructor(private readonly commands: CommandBus) {}

  @Get('check')
  @HttpCode(204)
  @UseGuards(ProxiedTokenGuard)
  @ApiHeader({
    name: 'X-Original-URL',
    required: false,
    description: 'Of the request that is to be let through',
  })
  @ApiHeader({ name: 'X-Original-Method', required: false, description: 'Its method; GET unless told' })
  @Describe({
    id: 'checkPeerToken',
    summary: 'Ask whether a request by a peer token may be let through',
    description: DESCRIPTION,
    access: ['peer'],
    status: 204,
    problems: ['forbidden'],
  })
  async check(
    @Device() { sessionToken: token, provenKey }: DeviceSession,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query({ schema: CheckQuery }) { owner: ownerId, permission }: CheckQuery,
  ): Promise<void> {
    const asked = { caller: { ownerId }, token };
    const found = valueOf(await this.commands.send(registryCommands.introspectToken, asked));
    if (!found.active || found.token_use !== 'peer' || found.cnf?.jkt !== provenKey)
      throw problem('unauthorized');
    if (permission !== undefined && !found.scope.split(' ').includes(permission)) throw problem('forbidden');
    void reply.headers({ 'meshpair-node': found.sub, 'meshpair-permissions': found.scope });
  }
}
