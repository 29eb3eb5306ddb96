import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Id,
  MadeSetupKey,
  MakeSetupKeyBody,
  PasskeyAssertion,
  registryCommands,
  type SetupKeyView,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { requireOwnKey } from '../auth/bearer.js';
import { Acting, AuthenticatedOwner, OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import type { ActingOwner, SignedInOwner } from '../auth/signed-in-owner.js';
import { Touches } from '../console/touches.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { StartQuery } from '../http/query-strings.js';
import { JoinLink } from '../pairing/join-link.js';

/** With what a device is set up by. The key is behind the `#` of the link: it reaches no server before it is used. */
const MadeSetupKeyAnswer = MadeSetupKey.extend({
  url: z.url(),
  command: z.string(),
  qrSvg: z.string().optional(),
}).meta({ id: 'MadeSetupKey' });
type MadeSetupKeyAnswer = z.infer<typeof MadeSetupKeyAnswer>;

const MakeBody = MakeSetupKeyBody.extend({ touch: PasskeyAssertion.optional() });
type MakeBody = z.infer<typeof MakeBody>;

/** Made up, its secret too. */
const EXAMPLE = {
  setupKeyId: 'k3v9x2ab',
  label: 'Runners',
  uses: 50,
  used: 0,
  permissions: ['mesh:read', 'mesh:connect'],
  tags: ['runner'],
  ephemeralSeconds: 3600,
  asksOwner: false,
  onIpConflict: 'allow',
  createdAt: '2026-01-15T10:00:00.000Z',
  expiresAt: '2026-01-16T10:00:00.000Z',
  revokedAt: null,
  lastUsedAt: null,
  isLive: true,
  person: null,
  setupKey: `mps_k3v9x2ab_${'A'.repeat(43)}`,
  url: `https://mesh.example/join#setup-key=mps_k3v9x2ab_${'A'.repeat(43)}`,
  command: `MESHPAIR_SETUP_KEY=mps_k3v9x2ab_${'A'.repeat(43)} meshpair join --url https://mesh.example`,
};

const MAKE_DESCRIPTION = [
  'Takes a live key of yours: the one that signs you in, or `key` from a console; where the owner wants a touch of a',
  'passkey for each PIN (`PUT /owner/touch-rule`), a key that does not ask takes a `touch` too. `setupKey` is in this',
  'answer only, also in `url` (which `?qr=svg` draws) and `command`. It lets in `uses` devices (1) for `ttlSeconds` (a',
  'day), with `permissions` and `tags`; a device with `ephemeralSeconds` is removed when it is unseen for so long;',
  '`asksOwner` has each device wait for an approval. Devices may share an address unless `onIpConflict` is `reject`. The',
  'setup key ends with the key that it was made with.',
].join(' ');

/** What lets devices in that nobody watches. */
@ApiTags('setup-keys')
@Controller('setup-keys')
@UseGuards(OwnerGuard)
export class SetupKeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly links: JoinLink,
    private readonly touches: Touches,
  ) {}

  @Get()
  @Describe({
    id: 'listSetupKeys',
    summary: 'List the setup keys, the newest first',
    description:
      'How often each was used, and whether it still lets devices in. Ended ones stay for thirty days.',
    access: ['owner'],
    answer: registryCommands.listSetupKeys.answer,
  })
  async list(@OwnerId() ownerId: string): Promise<{ readonly items: readonly SetupKeyView[] }> {
    return valueOf(await this.commands.send(registryCommands.listSetupKeys, { ownerId }));
  }

  @Post()
  @HttpCode(201)
  @Describe({
    id: 'makeSetupKey',
    summary: 'Make a setup key, which devices join with',
    description: MAKE_DESCRIPTION,
    access: ['owner'],
    status: 201,
    answer: MadeSetupKeyAnswer,
    example: EXAMPLE,
    problems: ['passkey_required'],
  })
  async make(
    @AuthenticatedOwner() owner: SignedInOwner,
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Body({ schema: MakeBody.prefault({}) }) { touch, ...body }: MakeBody,
    @Query({ schema: StartQuery }) { qr, address }: StartQuery,
  ): Promise<MadeSetupKeyAnswer> {
    const key = requireOwnKey(request, body);
    // One that asks lets nobody in by itself.
    if (body.asksOwner !== true)
      await this.touches.requireFor(request, owner, { touch, subject: { newSetupKey: true } });
    const base = await this.links.baseFor(address, request);
    const made = valueOf(await this.commands.send(registryCommands.makeSetupKey, { ...by, ...body, key }));
    const url = `${base}/join#setup-key=${made.setupKey}`;
    const command = `MESHPAIR_SETUP_KEY=${made.setupKey} meshpair join --url ${base}`;
    return { ...made, url, command, ...(qr === 'svg' && { qrSvg: await this.links.asSvg(url) }) };
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({
    id: 'revokeSetupKey',
    summary: 'Revoke a setup key; the devices that have joined with it stay',
    access: ['owner'],
    status: 204,
    problems: ['not_found'],
  })
  async revoke(@Acting() by: ActingOwner, @Param('id', { schema: Id }) setupKeyId: string): Promise<void> {
    valueOf(await this.commands.send(registryCommands.revokeSetupKey, { ...by, setupKeyId }));
  }
}
