import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import { getNode, listNodes, nodesAt, readNodeFacets, removeNode, updateNode } from './nodes.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the owner's commands on nodes. */
@Controller()
export class NodesController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.listNodes)
  list(request: Requests['listNodes']) {
    return listNodes(this.context, request);
  }

  @CommandHandler(registryCommands.readNodeFacets)
  facets(request: Requests['readNodeFacets']) {
    return readNodeFacets(this.context, request);
  }

  @CommandHandler(registryCommands.getNode)
  get(request: Requests['getNode']) {
    return getNode(this.context, request);
  }

  @CommandHandler(registryCommands.nodesAt)
  at(request: Requests['nodesAt']) {
    return nodesAt(this.context, request);
  }

  @CommandHandler(registryCommands.updateNode)
  update(request: Requests['updateNode']) {
    return updateNode(this.context, request);
  }

  @CommandHandler(registryCommands.removeNode)
  remove(request: Requests['removeNode']) {
    return removeNode(this.context, request);
  }
}
