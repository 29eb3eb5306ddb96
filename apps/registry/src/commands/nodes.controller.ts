import { registryCommands } from '@meshpair/contracts';
import { CommandHandler, CommandRequest } from '@meshpair/messaging';
import { Controller, Inject } from '@nestjs/common';
import type { Answer, Request } from './command-types.js';
import { getNode, listNodes, nodesAt, removeNode, updateNode } from './nodes.js';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';

/** Answers the owner's commands on nodes. */
@Controller()
export class NodesController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.listNodes)
  list(@CommandRequest(registryCommands.listNodes) request: Request<'listNodes'>): Answer<'listNodes'> {
    return listNodes(this.context, request);
  }

  @CommandHandler(registryCommands.getNode)
  get(@CommandRequest(registryCommands.getNode) request: Request<'getNode'>): Answer<'getNode'> {
    return getNode(this.context, request);
  }

  @CommandHandler(registryCommands.nodesAt)
  at(@CommandRequest(registryCommands.nodesAt) request: Request<'nodesAt'>): Answer<'nodesAt'> {
    return nodesAt(this.context, request);
  }

  @CommandHandler(registryCommands.updateNode)
  update(@CommandRequest(registryCommands.updateNode) request: Request<'updateNode'>): Answer<'updateNode'> {
    return updateNode(this.context, request);
  }

  @CommandHandler(registryCommands.removeNode)
  remove(@CommandRequest(registryCommands.removeNode) request: Request<'removeNode'>): Answer<'removeNode'> {
    return removeNode(this.context, request);
  }
}
