import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import { changeNodes, restoreNodes, suspendNodes } from './many-nodes.js';
import { readPeerPolicy, setPeerPolicy } from './peer-policy.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the owner's commands on many nodes at once. */
@Controller()
export class ManyNodesController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.changeNodes)
  change(request: Requests['changeNodes']) {
    return changeNodes(this.context, request);
  }

  @CommandHandler(registryCommands.suspendNodes)
  suspend(request: Requests['suspendNodes']) {
    return suspendNodes(this.context, request);
  }

  @CommandHandler(registryCommands.restoreNodes)
  restore(request: Requests['restoreNodes']) {
    return restoreNodes(this.context, request);
  }

  @CommandHandler(registryCommands.readPeerPolicy)
  policy(request: Requests['readPeerPolicy']) {
    return readPeerPolicy(this.context, request);
  }

  @CommandHandler(registryCommands.setPeerPolicy)
  setPolicy(request: Requests['setPeerPolicy']) {
    return setPeerPolicy(this.context, request);
  }
}
