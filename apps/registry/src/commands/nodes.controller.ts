import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import { changeNodes, restoreNodes, suspendNodes } from './many-nodes.js';
import { getNode, listNodes, nodesAt, readNodeFacets, removeNode, updateNode } from './nodes.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the owner's commands on nodes, on one or on many at once. */
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

  @CommandHandler(registryCommands.changeNodes)
  changeMany(request: Requests['changeNodes']) {
    return changeNodes(this.context, request);
  }

  @CommandHandler(registryCommands.suspendNodes)
  suspendMany(request: Requests['suspendNodes']) {
    return suspendNodes(this.context, request);
  }

  @CommandHandler(registryCommands.restoreNodes)
  restoreMany(request: Requests['restoreNodes']) {
    return restoreNodes(this.context, request);
  }
}
