import { randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Req, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  ChangePersonBody,
  digestOf,
  Id,
  InvitationView,
  InvitePersonBody,
  PersonView,
  registryCommands,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { bearerOf, requireOwnKey } from '../auth/bearer.js';
import { Acting, OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { JoinLink } from '../pairing/join-link.js';

/** With the link, whose code is behind the `#`: it reaches no server before it is accepted. */
const MadeInvitation = InvitationView.extend({ url: z.url() }).meta({ id: 'MadeInvitation' });
type MadeInvitation = z.infer<typeof MadeInvitation>;

const PERSON = { personId: '01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f', name: 'Grace', role: 'approver' };
const EXAMPLES = {
  person: { ...PERSON, joinedAt: '2026-01-15T10:00:00.000Z' },
  invitation: {
    invitationId: PERSON.personId,
    name: PERSON.name,
    role: PERSON.role,
    createdAt: '2026-01-15T10:00:00.000Z',
    expiresAt: '2026-01-16T10:00:00.000Z',
    url: `https://mesh.example/#invitation=${'A'.repeat(43)}`,
  },
};

/** The people of the owner's mesh, and who is invited to it. */
@ApiTags('people')
@Controller('owner/people')
@UseGuards(OwnerGuard)
export class PeopleController {
  constructor(
    private readonly commands: CommandBus,
    private readonly links: JoinLink,
  ) {}

  @Get()
  @Describe({
    id: 'listPeople',
    summary: 'List the people of the mesh beside its founder',
    access: ['owner'],
    answer: registryCommands.listPeople.answer,
  })
  async list(@OwnerId() ownerId: string): Promise<{ readonly items: readonly PersonView[] }> {
    return valueOf(await this.commands.send(registryCommands.listPeople, { ownerId }));
  }

  @Post('invitations')
  @HttpCode(201)
  @Describe({
    id: 'invitePerson',
    summary: 'Invite somebody by a link that is used once',
    description:
      'Takes a live key of yours: the one that signs you in, or `key` from a console. An `owner` does everything, an ' +
      '`approver` pairs and denies, a `viewer` only looks. The link is in this answer only; it ends with that key.',
    access: ['owner'],
    status: 201,
    answer: MadeInvitation,
    example: EXAMPLES.invitation,
  })
  async invite(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Body({ schema: InvitePersonBody }) body: InvitePersonBody,
  ): Promise<MadeInvitation> {
    const key = requireOwnKey(request, body);
    const code = randomBytes(32).toString('base64url');
    const wanted = { ...by, ...body, key, codeDigest: digestOf(code) };
    const invitation = valueOf(await this.commands.send(registryCommands.invitePerson, wanted));
    return { ...invitation, url: `${await this.links.baseFor(undefined, request)}/#invitation=${code}` };
  }

  @Get('invitations')
  @Describe({
    id: 'listInvitations',
    summary: 'List the invitations that can still be accepted',
    access: ['owner'],
    answer: registryCommands.listInvitations.answer,
  })
  async invitations(@OwnerId() ownerId: string): Promise<{ readonly items: readonly InvitationView[] }> {
    return valueOf(await this.commands.send(registryCommands.listInvitations, { ownerId }));
  }

  @Delete('invitations/:id')
  @HttpCode(204)
  @Describe({
    id: 'revokeInvitation',
    summary: 'Revoke an invitation',
    access: ['owner'],
    status: 204,
    problems: ['not_found'],
  })
  async revoke(@Acting() by: ActingOwner, @Param('id', { schema: Id }) invitationId: string): Promise<void> {
    valueOf(await this.commands.send(registryCommands.revokeInvitation, { ...by, invitationId }));
  }

  @Patch(':id')
  @Describe({
    id: 'changePerson',
    summary: 'Rename a person, or change its role; it counts within five seconds',
    description: 'A role that may do more takes a live key of yours, as an invitation does.',
    access: ['owner'],
    answer: PersonView,
    example: EXAMPLES.person,
    problems: ['not_found'],
  })
  async change(
    @Acting() by: ActingOwner,
    @Req() request: FastifyRequest,
    @Param('id', { schema: Id }) personId: string,
    @Body({ schema: ChangePersonBody }) { key = bearerOf(request), ...body }: ChangePersonBody,
  ): Promise<PersonView> {
    const wanted = { ...by, ...body, key, personId };
    return valueOf(await this.commands.send(registryCommands.changePerson, wanted));
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({
    id: 'removePerson',
    summary: 'Remove a person; its keys and consoles are refused within five seconds',
    access: ['owner'],
    status: 204,
    problems: ['not_found'],
  })
  async remove(@Acting() by: ActingOwner, @Param('id', { schema: Id }) personId: string): Promise<void> {
    valueOf(await this.commands.send(registryCommands.removePerson, { ...by, personId }));
  }
}
