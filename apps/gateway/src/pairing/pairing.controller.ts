import { Body, Controller, Delete, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  ApprovePairingBody,
  ConnectDeviceBody,
  ConnectedDevice,
  FAILURE_CODES,
  Id,
  pairingCommands,
  PairingView,
  StartedPairing,
  StartPairingBody,
  VerifyPinBody,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Acting, AuthenticatedOwner, OwnerGuard } from '../auth/owner.guard.js';
import type { ActingOwner, SignedInOwner } from '../auth/signed-in-owner.js';
import { Touches } from '../console/touches.js';
import { Describe } from '../docs/describe.decorator.js';
import { clientAddress } from '../http/client-address.js';
import { valueOf } from '../http/problem-exception.js';
import { StartQuery, VerifyQuery } from '../http/query-strings.js';
import { JoinLink, joinUrl } from './join-link.js';
import { EXAMPLES } from './pairing-examples.js';
import { VerifiedPinAnswer, VerifyPairing } from './verify-pairing.js';

/** With what the owner's screen shows. */
const StartedPairingAnswer = StartedPairing.extend({ qrUrl: z.url(), qrSvg: z.string().optional() });
type StartedPairingAnswer = z.infer<typeof StartedPairingAnswer>;

const CONNECT_DESCRIPTION = [
  'A device with an Ed25519 key may prove it: `publicKey` is then the raw 32 bytes or the DER SPKI of the key, in',
  'base64url or base64, and `proof` the signature (base64url) of the UTF-8 text `meshpair-connect.v1:` followed by the',
  'join token. A node whose key was proven pairs again with the same `publicKey` and a new proof only.',
].join(' ');

const VERIFY_DESCRIPTION = [
  'Waits up to 2 s for the registry; `?wait=0` does not. Where another device has the address, `onIpConflict` says what',
  'becomes of it, instead of `IP_CONFLICT_POLICY`: `allow` keeps both, `replace` removes the node `replaceNodeId` (never',
  'the host) and revokes its tokens as the new one comes in, `reject` refuses. The refusal `ip_conflict` names',
  '`existingDevice`, uses up no attempt and leaves the pairing open: send the PIN again with a choice. Without',
  '`existingDevice` the pairing has ended: a device took the address in the very moment of the registration.',
  'Where the owner wants a touch of a passkey (`PUT /owner/touch-rule`), `touch` is one for this pairing, by `pairingId`.',
].join(' ');

const APPROVE_DESCRIPTION = [
  'For a pairing whose `approval` is set, and no other: `pin_required` for a device that shows a PIN. Waits, and takes',
  '`onIpConflict`, `replaceNodeId` and `touch`, as `POST /pairing/verify` does.',
].join(' ');

/** What moves a pairing. */
@ApiTags('pairing')
@Controller('pairing')
export class PairingController {
  constructor(
    private readonly commands: CommandBus,
    private readonly links: JoinLink,
    private readonly verifying: VerifyPairing,
    private readonly touches: Touches,
  ) {}

  @Post('start')
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'startPairing',
    summary: 'Start a pairing',
    description: '`?address=`, one of the addresses of `GET /console/session`, stands in `qrUrl`.',
    access: ['owner'],
    status: 201,
    answer: StartedPairingAnswer,
    example: EXAMPLES.started,
    problems: ['too_many_requests'],
  })
  async start(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Body({ schema: StartPairingBody.prefault({}) }) body: StartPairingBody,
    @Query({ schema: StartQuery }) { qr, address }: StartQuery,
  ): Promise<StartedPairingAnswer> {
    const base = await this.links.baseFor(address, request);
    const started = valueOf(await this.commands.send(pairingCommands.startPairing, { ...body, ...by }));
    const qrUrl = joinUrl(base, started.token);
    return { ...started, qrUrl, ...(qr === 'svg' && { qrSvg: await this.links.asSvg(qrUrl) }) };
  }

  @Post('connect')
  @HttpCode(200)
  @Describe({
    id: 'connectDevice',
    summary: 'Connect a device with a join token',
    description: CONNECT_DESCRIPTION,
    answer: ConnectedDevice,
    example: EXAMPLES.connected,
    problems: [
      'token_not_found',
      'token_expired',
      'already_connected',
      'invalid_transition',
      'too_many_requests',
    ],
  })
  async connect(
    @Req() request: FastifyRequest,
    @Body({ schema: ConnectDeviceBody }) body: ConnectDeviceBody,
  ): Promise<ConnectedDevice> {
    const ip = clientAddress(request);
    return valueOf(await this.commands.send(pairingCommands.connectDevice, { ...body, ip }));
  }

  @Post('verify')
  @HttpCode(200)
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'verifyPin',
    summary: 'Verify the PIN on the device’s screen',
    description: VERIFY_DESCRIPTION,
    access: ['owner'],
    answer: VerifiedPinAnswer,
    example: EXAMPLES.verified,
    problems: [
      'invalid_pin',
      'passkey_required',
      'not_found',
      'token_not_found',
      ...FAILURE_CODES,
      'too_many_requests',
    ],
  })
  async verify(
    @AuthenticatedOwner() owner: SignedInOwner,
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Body({ schema: VerifyPinBody }) { touch, ...body }: VerifyPinBody,
    @Query({ schema: VerifyQuery }) { wait }: VerifyQuery,
  ): Promise<VerifiedPinAnswer> {
    await this.touches.requireFor(request, owner, { pairingId: body.pairingId, touch });
    const ip = clientAddress(request);
    return this.verifying.verify({ ...body, ...by, ip }, wait !== '0');
  }

  @Post(':id/approve')
  @HttpCode(200)
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'approvePairing',
    summary: 'Let a device in that shows no PIN',
    description: APPROVE_DESCRIPTION,
    access: ['owner'],
    answer: VerifiedPinAnswer,
    example: EXAMPLES.verified,
    problems: ['pin_required', 'passkey_required', 'not_found', ...FAILURE_CODES],
  })
  async approve(
    @AuthenticatedOwner() owner: SignedInOwner,
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Param('id', { schema: Id }) pairingId: string,
    @Body({ schema: ApprovePairingBody.prefault({}) }) { touch, ...body }: ApprovePairingBody,
    @Query({ schema: VerifyQuery }) { wait }: VerifyQuery,
  ): Promise<VerifiedPinAnswer> {
    await this.touches.requireFor(request, owner, { pairingId, touch });
    return this.verifying.approve({ ...body, ...by, pairingId }, wait !== '0');
  }

  @Post(':id/deny')
  @HttpCode(200)
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'denyPairing',
    summary: 'Deny the device that connected',
    access: ['owner'],
    answer: PairingView,
    problems: ['not_found', 'invalid_transition', 'token_expired'],
  })
  async deny(
    @Acting() by: ActingOwner,
    @Param('id', { schema: Id }) pairingId: string,
  ): Promise<PairingView> {
    return valueOf(await this.commands.send(pairingCommands.denyPairing, { ...by, pairingId }));
  }

  @Delete(':id')
  @UseGuards(OwnerGuard)
  @Describe({
    id: 'cancelPairing',
    summary: 'Cancel a pairing',
    access: ['owner'],
    answer: PairingView,
    problems: ['not_found', 'invalid_transition', 'token_expired'],
  })
  async cancel(
    @Acting() by: ActingOwner,
    @Param('id', { schema: Id }) pairingId: string,
  ): Promise<PairingView> {
    return valueOf(await this.commands.send(pairingCommands.cancelPairing, { ...by, pairingId }));
  }
}
