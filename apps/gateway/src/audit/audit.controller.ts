import { Controller, Get, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditEvent, type Owner, pageOf, pairingCommands, registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { AuditAccess, AuditGuard } from '../auth/audit-access.js';
import { OwnerId } from '../auth/owner.guard.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { AuditExportQuery, AuditQuery } from '../http/query-strings.js';
import { AuditTrail } from '../live/audit-trail.js';
import { AuditExport } from './audit-export.js';

/** The events of the owner's pairings and mesh, for auditors. */
@ApiTags('audit')
@Controller('audit')
export class AuditController {
  constructor(
    private readonly access: AuditAccess,
    private readonly commands: CommandBus,
    private readonly trail: AuditTrail,
    private readonly exporting: AuditExport,
  ) {}

  @Get('owners')
  @Describe({
    id: 'listAuditedOwners',
    summary: 'Whose trails may be read: `ownerId` chooses one',
    description:
      'All owners for an auditor’s key that the operator made; else the owner whose credential it is.',
    access: ['owner', 'auditor'],
    answer: registryCommands.listAuditedOwners.answer,
  })
  async owners(@Req() request: FastifyRequest): Promise<{ readonly items: readonly Owner[] }> {
    return { items: await this.access.ownersFor(request) };
  }

  @Get('export')
  @UseGuards(AuditGuard)
  @Describe({
    id: 'exportAuditEvents',
    summary: 'Download the events, oldest first',
    description:
      'All of them as one file, streamed: NDJSON, an event a line, or CSV with a header. `signed` is NDJSON in ' +
      'the order of the hash chain, with the place of each event in it and signed checkpoints: what ' +
      '`meshpair audit verify` checks. It waits until what has happened is chained, ten seconds at most.',
    access: ['owner', 'auditor'],
    produces: ['application/x-ndjson', 'text/csv'],
    problems: ['too_many_requests'],
  })
  download(
    @OwnerId() ownerId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: AuditExportQuery }) query: AuditExportQuery,
  ): Promise<void> {
    return this.exporting.open(ownerId, query, request, reply);
  }

  @Get('events')
  @UseGuards(AuditGuard)
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The event to go on after (stream)' })
  @Describe({
    id: 'listAuditEvents',
    summary: 'Read the events',
    description:
      'From the first event, after the cursor `after`, or the last so many with `last` (0–500); with ' +
      '`order=desc` from the newest back. With ' +
      '`Accept: text/event-stream` the same events as a stream that goes on with what happens next: the ' +
      'cursor as `id`, the type as `event`, the CloudEvent as `data`; it resumes with `Last-Event-ID`.',
    access: ['owner', 'auditor'],
    answer: pageOf(AuditEvent),
    problems: ['cursor_expired', 'too_many_requests'],
  })
  async events(
    @OwnerId() ownerId: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: AuditQuery }) query: AuditQuery,
  ): Promise<void> {
    if (request.headers.accept?.includes('text/event-stream') === true) {
      return this.trail.follow(ownerId, query, request, reply);
    }
    const page = await this.commands.send(pairingCommands.readAudit, { ...query, ownerId });
    const { items, nextCursor } = valueOf(page);
    await reply.send({ items, nextCursor });
  }
}
