import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { pairingCommands, type CloudEvent, type Page } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';
import { AuditQuery } from '../http/query-strings.js';
import { EventPage } from '../pairing/pairing-answers.js';

/** The events of the owner's pairings, for auditors. */
@ApiTags('audit')
@Controller('audit')
@UseGuards(OwnerGuard)
export class AuditController {
  constructor(private readonly commands: CommandBus) {}

  @Get('events')
  @Describe({ summary: 'Read the events, oldest first', access: ['owner'], answer: EventPage })
  async events(
    @OwnerId() ownerId: string,
    @Query({ schema: AuditQuery }) query: AuditQuery,
  ): Promise<Page<CloudEvent>> {
    return valueOf(await this.commands.send(pairingCommands.readAudit, { ownerId, ...query }));
  }
}
