import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type CommandError, Cursor, Name, registryCommands, Secret } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import type { Settings } from '@meshpair/settings';
import { inEnglish } from '@meshpair/words/catalogues';
import { Describe } from '../../docs/describe.decorator.js';
import { problem, ProblemException, valueOf } from '../../http/problem-exception.js';
import { DevicePages, wantsPage, wordsFor } from '../../pages/device-pages.js';
import { SETTINGS } from '../../settings.token.js';
import { forget, keepSession, SESSION_COOKIE, sessionTokenOf, waitingDeviceOf } from '../device-cookies.js';
import { JoinPageFilter } from '../join-page.filter.js';
import { nameComplaint } from '../name-complaint.js';
import { comesFromElsewhere, formProof, isOwnForm } from '../own-form.js';
import { DONE, type Home, homePage, leftPage, removedPage } from './home-pages.js';

const HomeQuery = z.strictObject({ after: Cursor.optional(), done: z.enum(DONE).optional() });
type HomeQuery = z.infer<typeof HomeQuery>;

const LeaveForm = z.strictObject({ proof: Secret });
type LeaveForm = z.infer<typeof LeaveForm>;

/** The name is judged here, so that a bad one shows the form again. */
const RenameForm = LeaveForm.extend({ name: z.string().max(1000) });
type RenameForm = z.infer<typeof RenameForm>;

const PEERS_SHOWN = 50;

/** What the home shows besides its node. */
type HomeView = HomeQuery & { readonly complaint?: string; readonly status?: number };

/** The home of a paired device, by the session that its browser keeps in a cookie. */
@ApiTags('join')
@Controller('join')
@UseFilters(JoinPageFilter)
export class DeviceHomeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly pages: DevicePages,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'SESSION_IDLE_DAYS'>,
  ) {}

  @Get('home')
  @Describe({
    id: 'showDeviceHome',
    summary: 'The device’s own node and its peers, as a page',
    description: 'Says that the device is there. A client that takes no HTML gets the node as JSON.',
    produces: 'text/html',
    problems: ['unauthorized'],
  })
  async home(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: HomeQuery }) query: HomeQuery,
  ): Promise<void> {
    const sessionToken = sessionTokenOf(request);
    if (sessionToken !== undefined) return this.show(request, reply, sessionToken, query);
    if (waitingDeviceOf(request) === undefined) throw problem('unauthorized');
    void reply.redirect('/join/status', 303);
  }

  @Post('rename')
  @HttpCode(200)
  @ApiConsumes('application/x-www-form-urlencoded')
  @Describe({
    id: 'submitDeviceName',
    summary: 'Rename the device, by the form of its home',
    status: 303,
    problems: ['unauthorized', 'forbidden'],
  })
  async rename(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body({ schema: RenameForm }) { proof, name: given }: RenameForm,
  ): Promise<void> {
    const sessionToken = requireOwnForm(request, proof);
    const name = Name.safeParse(given);
    if (!name.success) {
      const complaint = nameComplaint(wordsFor(request), name.error);
      if (wantsPage(request)) return this.show(request, reply, sessionToken, { complaint, status: 400 });
      throw problem('invalid_request', {
        errors: [{ field: 'name', message: nameComplaint(inEnglish, name.error) }],
      });
    }
    const renamed = await this.commands.send(registryCommands.updateMe, { sessionToken, name: name.data });
    if (!renamed.ok) return this.refuse(renamed.error, request, reply);
    void reply.redirect('/join/home?done=renamed', 303);
  }

  @Post('leave')
  @HttpCode(200)
  @ApiConsumes('application/x-www-form-urlencoded')
  @Describe({
    id: 'submitDeparture',
    summary: 'Leave the mesh, by the form of the device’s home',
    produces: 'text/html',
    problems: ['unauthorized', 'forbidden'],
  })
  async leave(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body({ schema: LeaveForm }) { proof }: LeaveForm,
  ): Promise<void> {
    const sessionToken = requireOwnForm(request, proof);
    const left = await this.commands.send(registryCommands.leaveMesh, { sessionToken });
    if (!left.ok) return this.refuse(left.error, request, reply);
    this.pages.send(request, forget(reply, SESSION_COOKIE), (t) => leftPage(t, this.pages.mesh));
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    sessionToken: string,
    { after, done, complaint, status = 200 }: HomeView,
  ): Promise<void> {
    const node = await this.commands.send(registryCommands.heartbeat, { sessionToken });
    if (!node.ok) return this.refuse(node.error, request, reply);
    if (!wantsPage(request)) return void reply.code(status).send(node.value);
    const listed = { sessionToken, after, limit: PEERS_SHOWN };
    const peers = await this.commands.send(registryCommands.listPeers, listed);
    const maySee = peers.ok || peers.error.code !== 'forbidden';
    keepSession(request, reply, sessionToken, this.settings.SESSION_IDLE_DAYS);
    const home: Home = {
      mesh: this.pages.mesh,
      node: node.value,
      peers: maySee ? valueOf(peers) : undefined,
      isFirstPage: after === undefined,
      proof: formProof(sessionToken),
      now: new Date(),
      ...(done !== undefined && { done }),
      ...(complaint !== undefined && { complaint }),
    };
    this.pages.send(request, reply, (t) => homePage(t, home), status);
  }

  /** A session that the registry does not know belongs to a removed node. */
  private refuse(error: CommandError, request: FastifyRequest, reply: FastifyReply): void {
    if (error.code !== 'unauthorized' || !wantsPage(request)) throw new ProblemException(error);
    this.pages.send(request, forget(reply, SESSION_COOKIE), (t) => removedPage(t, this.pages.mesh), 401);
  }
}

/** The session of a form that came from its own page; 401 without a session, 403 from anywhere else. */
function requireOwnForm(request: FastifyRequest, proof: string): string {
  const sessionToken = sessionTokenOf(request);
  if (sessionToken === undefined) throw problem('unauthorized');
  if (comesFromElsewhere(request) || !isOwnForm(proof, sessionToken)) throw problem('forbidden');
  return sessionToken;
}
