import { Args, Context, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Cursor, Id, type NodeView, type Page, registryCommands } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { problem, valueOf } from '../http/problem-exception.js';
import { fieldErrors } from '../http/validation.pipe.js';
import { NodeModel, NodePageModel } from './node.model.js';
import { MAX_PAGE } from './query-cost.js';

const PageArguments = z.object({
  first: z.int().min(1).max(MAX_PAGE),
  after: Cursor.nullish(),
});

/** What a resolver knows of its caller; set by the route's hook. */
export interface GraphqlContext {
  readonly ownerId: string;
}

@Resolver(() => NodeModel)
export class NodesResolver {
  constructor(private readonly commands: CommandBus) {}

  @Query(() => [NodeModel], { name: 'nodes', description: 'The nodes of the mesh' })
  async nodes(
    @Context() { ownerId }: GraphqlContext,
    @Args('first', { type: () => Int, defaultValue: MAX_PAGE }) first: number,
    @Args('after', { type: () => String, nullable: true }) after?: string,
  ): Promise<readonly NodeView[]> {
    return (await this.page(ownerId, first, after)).items;
  }

  @Query(() => NodePageModel, { name: 'nodePage', description: 'The nodes of the mesh, by pages' })
  nodePage(
    @Context() { ownerId }: GraphqlContext,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after?: string,
  ): Promise<Page<NodeView>> {
    return this.page(ownerId, first, after);
  }

  @Query(() => NodeModel, { name: 'node', nullable: true, description: 'One node, or null' })
  async node(
    @Context() { ownerId }: GraphqlContext,
    @Args('id', { type: () => ID }) nodeId: string,
  ): Promise<NodeView | null> {
    if (!Id.safeParse(nodeId).success) return null;
    const reply = await this.commands.send(registryCommands.getNode, { ownerId, nodeId });
    return !reply.ok && reply.error.code === 'not_found' ? null : valueOf(reply);
  }

  private async page(ownerId: string, first: number, after: string | undefined): Promise<Page<NodeView>> {
    const given = PageArguments.safeParse({ first, after });
    if (!given.success)
      throw problem('invalid_request', { errors: fieldErrors(given.error.issues, 'arguments') });
    const request = { ownerId, limit: given.data.first, after: given.data.after ?? undefined };
    return valueOf(await this.commands.send(registryCommands.listNodes, request));
  }
}
