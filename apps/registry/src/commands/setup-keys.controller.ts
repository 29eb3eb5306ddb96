import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import { joinMesh } from './join-mesh.js';
import * as setupKeys from './setup-keys.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on setup keys, and of devices that join with them. */
@Controller()
export class SetupKeysController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.makeSetupKey)
  make(request: Requests['makeSetupKey']) {
    return setupKeys.makeSetupKey(this.context, request);
  }

  @CommandHandler(registryCommands.listSetupKeys)
  list(request: Requests['listSetupKeys']) {
    return setupKeys.listSetupKeys(this.context, request);
  }

  @CommandHandler(registryCommands.revokeSetupKey)
  revoke(request: Requests['revokeSetupKey']) {
    return setupKeys.revokeSetupKey(this.context, request);
  }

  @CommandHandler(registryCommands.joinMesh)
  join(request: Requests['joinMesh']) {
    return joinMesh(this.context, request);
  }
}
