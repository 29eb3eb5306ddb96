import { Body, Controller, Delete, HttpCode, Param, Patch, Post, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ChangedNodes,
  ChangeNodesBody,
  Id,
  NodeRemoval,
  registryCommands,
  RemoveNodesBody,
  RestoredNodes,
} from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { Acting, OwnerGuard } from '../auth/owner.guard.js';
import type { ActingOwner } from '../auth/signed-in-owner.js';
import { Describe } from '../docs/describe.decorator.js';
import { valueOf } from '../http/problem-exception.js';

const SELECTION =
  '`nodes` are up to 200 `ids`, or all that are `matching` (as `GET /nodes` finds them) with their `count`: when others ' +
  'match meanwhile the answer is `conflict` with the `count` of now, and nothing is done. Up to 10,000 at once, all or ' +
  'none; `skipped` are ids that are not of your nodes';

/** Ten thousand nodes take a while. */
const DEADLINE_MS = 15_000;

/** Many of the owner's nodes at once. */
@ApiTags('nodes')
@Controller('nodes')
@UseGuards(OwnerGuard)
export class ManyNodesController {
  constructor(private readonly commands: CommandBus) {}

  @Patch()
  @Describe({
    id: 'changeNodes',
    summary: 'Change permissions or tags of many nodes',
    description: `${SELECTION}.`,
    access: ['owner'],
    answer: ChangedNodes,
    problems: ['not_found', 'conflict'],
  })
  async change(
    @Acting() by: ActingOwner,
    @Body({ schema: ChangeNodesBody }) body: ChangeNodesBody,
  ): Promise<ChangedNodes> {
    const request = { ...by, ...body };
    return valueOf(
      await this.commands.send(registryCommands.changeNodes, request, { deadlineMs: DEADLINE_MS }),
    );
  }

  @Post('removals')
  @HttpCode(201)
  @Describe({
    id: 'removeNodes',
    summary: 'Remove many nodes, with ten seconds to undo it',
    description:
      `${SELECTION}, or of the host. Their sessions and tokens are refused at once, and no peer sees them; at ` +
      '`undoUntil` they are removed for good.',
    access: ['owner'],
    status: 201,
    answer: NodeRemoval,
    problems: ['not_found', 'conflict'],
  })
  async remove(
    @Acting() by: ActingOwner,
    @Body({ schema: RemoveNodesBody }) { nodes }: RemoveNodesBody,
  ): Promise<NodeRemoval> {
    const request = { ...by, nodes };
    return valueOf(
      await this.commands.send(registryCommands.suspendNodes, request, { deadlineMs: DEADLINE_MS }),
    );
  }

  @Delete('removals/:id')
  @Describe({
    id: 'undoRemoval',
    summary: 'Undo a removal: its nodes are as they were, with their tokens, sessions and tags',
    access: ['owner'],
    answer: RestoredNodes,
    problems: ['not_found'],
  })
  async undo(
    @Acting() by: ActingOwner,
    @Param('id', { schema: Id }) removalId: string,
  ): Promise<RestoredNodes> {
    const request = { ...by, removalId };
    return valueOf(
      await this.commands.send(registryCommands.restoreNodes, request, { deadlineMs: DEADLINE_MS }),
    );
  }
}
