import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import { getMe, heartbeat, leaveMesh, listPeers, updateMe, watchPeers } from './own-node.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers a device's commands on itself. */
@Controller()
export class MeController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.getMe)
  get(request: Requests['getMe']) {
    return getMe(this.context, request);
  }

  @CommandHandler(registryCommands.updateMe)
  update(request: Requests['updateMe']) {
    return updateMe(this.context, request);
  }

  @CommandHandler(registryCommands.heartbeat)
  heartbeat(request: Requests['heartbeat']) {
    return heartbeat(this.context, request);
  }

  @CommandHandler(registryCommands.leaveMesh)
  leave(request: Requests['leaveMesh']) {
    return leaveMesh(this.context, request);
  }

  @CommandHandler(registryCommands.watchPeers)
  watch(request: Requests['watchPeers']) {
    return watchPeers(this.context, request);
  }

  @CommandHandler(registryCommands.listPeers)
  peers(request: Requests['listPeers']) {
    return listPeers(this.context, request);
  }
}
