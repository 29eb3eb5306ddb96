import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuditKey, CreateAuditKeyBody, Id, MadeAuditKey, registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Acting, OwnerGuard, OwnerId } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';

/** What the owner gives to auditors: keys that read the trail, and nothing else. */
@ApiTags('audit')
@Controller('audit/keys')
@UseGuards(OwnerGuard)
export class AuditKeysController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @HttpCode(201)
  @Describe({
    id: 'createAuditKey',
    summary: 'Make a key for an auditor',
    description:
      'It reads the audit trail (`/audit/events`, `/audit/export`), and nothing else. `key` is in this answer only.',
    access: ['owner'],
    status: 201,
    answer: MadeAuditKey,
  })
  async create(
    @Acting() by: ActingOwner,
    @Body({ schema: CreateAuditKeyBody }) { name }: CreateAuditKeyBody,
  ): Promise<MadeAuditKey> {
    return valueOf(await this.commands.send(registryCommands.createAuditKey, { ...by, name }));
  }

  @Get()
  @Describe({
    id: 'listAuditKeys',
    summary: 'List the keys of auditors, the revoked ones too',
    access: ['owner'],
    answer: registryCommands.listAuditKeys.answer,
  })
  async list(@OwnerId() ownerId: string): Promise<{ readonly items: readonly AuditKey[] }> {
    return valueOf(await this.commands.send(registryCommands.listAuditKeys, { ownerId }));
  }

  @Delete(':id')
  @HttpCode(204)
  @Describe({
    id: 'revokeAuditKey',
    summary: 'Revoke the key of an auditor; it is refused within five seconds',
    access: ['owner'],
    status: 204,
    problems: ['not_found'],
  })
  async revoke(@Acting() by: ActingOwner, @Param('id', { schema: Id }) auditKeyId: string): Promise<void> {
    valueOf(await this.commands.send(registryCommands.revokeAuditKey, { ...by, auditKeyId }));
  }
}
