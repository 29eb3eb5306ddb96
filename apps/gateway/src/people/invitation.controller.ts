import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { digestOf, InvitationPreview, JoinedPerson, registryCommands, Secret } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import type { Settings } from '@meshpair/settings';
import { OwnOrigin } from '../auth/own-origin.js';
import { consoleCookie } from '../console/console-cookie.js';
import { ConsoleSessions } from '../console/console-sessions.js';
import { suggestName } from '../device/join/suggest-name.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { SETTINGS } from '../settings.token.js';

/** The code of an invitation's link. */
const InvitationCode = z.strictObject({ code: Secret });
type InvitationCode = z.infer<typeof InvitationCode>;

const Preview = InvitationPreview.extend({ mesh: z.object({ name: z.string() }) });
type Preview = z.infer<typeof Preview>;

const Accepted = JoinedPerson.pick({ person: true, key: true, expiresAt: true }).meta({
  id: 'AcceptedInvitation',
});
type Accepted = z.infer<typeof Accepted>;

/** For who has the link of an invitation, and no more. */
@ApiTags('people')
@Controller('invitation')
export class InvitationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly sessions: ConsoleSessions,
    private readonly origin: OwnOrigin,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @Describe({
    id: 'previewInvitation',
    summary: 'Who invites to which mesh, as what; changes nothing',
    answer: Preview,
    problems: ['not_found', 'forbidden'],
  })
  async preview(
    @Req() request: FastifyRequest,
    @Body({ schema: InvitationCode }) { code }: InvitationCode,
  ): Promise<Preview> {
    this.origin.refuseForeign(request);
    const asked = { codeDigest: digestOf(code) };
    const invitation = valueOf(await this.commands.send(registryCommands.previewInvitation, asked));
    return { ...invitation, mesh: { name: this.settings.HOST_NODE_NAME } };
  }

  @Post('accept')
  @HttpCode(200)
  @Describe({
    id: 'acceptInvitation',
    summary: 'Accept an invitation, once',
    description:
      'Makes you a person of the mesh and signs a console in, by the cookie `meshpair_console`. `key` is your own key, ' +
      'the way back: it is in this answer only.',
    answer: Accepted,
    problems: ['not_found', 'forbidden'],
  })
  async accept(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: InvitationCode }) { code }: InvitationCode,
  ): Promise<Accepted> {
    this.origin.refuseForeign(request);
    const { sessionId, person, key, expiresAt } = await this.sessions.openByInvitation(
      code,
      suggestName(request.headers),
    );
    const secure = this.origin.isSecure(request);
    const cookie = consoleCookie(request, { sessionId, expires: new Date(expiresAt), secure });
    void reply.header('set-cookie', cookie);
    return { person, key, expiresAt };
  }
}
