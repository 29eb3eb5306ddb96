import { registryCommands } from '@meshpair/contracts';
import { CommandHandler, CommandRequest } from '@meshpair/messaging';
import { Controller, Inject } from '@nestjs/common';
import type { Answer, Request } from './command-types.js';
import { getMe, heartbeat, leaveMesh, listPeers, updateMe } from './own-node.js';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';

/** Answers a device's commands on itself. */
@Controller()
export class MeController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.getMe)
  get(@CommandRequest(registryCommands.getMe) request: Request<'getMe'>): Answer<'getMe'> {
    return getMe(this.context, request);
  }

  @CommandHandler(registryCommands.updateMe)
  update(@CommandRequest(registryCommands.updateMe) request: Request<'updateMe'>): Answer<'updateMe'> {
    return updateMe(this.context, request);
  }

  @CommandHandler(registryCommands.heartbeat)
  heartbeat(@CommandRequest(registryCommands.heartbeat) request: Request<'heartbeat'>): Answer<'heartbeat'> {
    return heartbeat(this.context, request);
  }

  @CommandHandler(registryCommands.leaveMesh)
  leave(@CommandRequest(registryCommands.leaveMesh) request: Request<'leaveMesh'>): Answer<'leaveMesh'> {
    return leaveMesh(this.context, request);
  }

  @CommandHandler(registryCommands.listPeers)
  peers(@CommandRequest(registryCommands.listPeers) request: Request<'listPeers'>): Answer<'listPeers'> {
    return listPeers(this.context, request);
  }
}
