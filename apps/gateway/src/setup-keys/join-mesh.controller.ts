import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AskedDevice, ClaimedTokens, JoinBody, pairingCommands, registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { DpopProofs } from '../auth/dpop-proofs.js';
import { Describe } from '../docs/describe.decorator.js';
import { clientAddress } from '../http/client-address.js';
import { problem, valueOf } from '../http/problem-exception.js';

const DESCRIPTION = [
  'In one request: the device proves its own Ed25519 key by a DPoP proof (RFC 9449 §4.2, `EdDSA`) in the header `DPoP`, and',
  'gives a `setupKey`, or none where a node has its key already. Answers its tokens. A repeated request is the same device, and',
  'uses the setup key once; what is refused uses nothing. A node comes back with the name, tags and permissions',
  'that its owner has given it, and its older tokens end; `device.nodeId` says which, where one key is of several meshes. Each',
  'request counts as a connect of its address. 202 where the setup key asks the owner: the device claims its tokens by',
  '`claimSecret` when it is approved, as one that has connected.',
].join(' ');

/** For devices that nobody watches: they join by a setup key, and come back by their own. */
@ApiTags('setup-keys')
@Controller('setup-keys')
export class JoinMeshController {
  constructor(
    private readonly commands: CommandBus,
    private readonly proofs: DpopProofs,
  ) {}

  @Post('join')
  @HttpCode(200)
  @ApiResponse({
    status: 202,
    description: 'It waits for its owner: claim when approved',
    standardSchema: AskedDevice,
  })
  @ApiHeader({ name: 'DPoP', required: true, description: 'A proof of the device’s own key (RFC 9449 §4.2)' })
  @Describe({
    id: 'joinMesh',
    summary: 'Join with a setup key, or come back by the device’s own key',
    description: DESCRIPTION,
    answer: ClaimedTokens,
    problems: [
      'invalid_dpop_proof',
      'setup_key_not_found',
      'setup_key_used_up',
      'setup_key_ended',
      'node_removed',
      'ip_conflict',
      'device_limit',
      'too_many_requests',
    ],
  })
  async join(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: JoinBody }) body: JoinBody,
  ): Promise<ClaimedTokens | AskedDevice> {
    const ip = clientAddress(request);
    valueOf(await this.commands.send(pairingCommands.admitDevice, { ip }));
    const { publicKey, jkt } = await this.proofs.requireKeyOf(request);
    if (publicKey === undefined)
      throw problem('invalid_dpop_proof', { detail: 'A device joins with an Ed25519 key' });
    const joining = { ...body, publicKey, provenKey: jkt, ip };
    const answer = valueOf(await this.commands.send(registryCommands.joinMesh, joining));
    if ('joined' in answer) return answer.joined;
    const { label, ...asked } = answer.asked;
    const { name, platform, port } = body.device;
    const asking = {
      ...asked,
      ...(label !== null && { label }),
      device: { name, platform, port, publicKey },
      ip,
    };
    const waiting = valueOf(await this.commands.send(pairingCommands.askToJoin, asking));
    void reply.status(202);
    return waiting;
  }
}
