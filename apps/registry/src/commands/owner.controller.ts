import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import {
  authenticateConsole,
  closeConsoleSession,
  endConsoleSessions,
  listConsoleSessions,
  openConsoleSession,
} from './console-sessions.js';
import { listOwnerKeys, makeOwnerKey, revokeOwnerKey } from './own-keys.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on an owner's own keys, and on the sessions of its consoles. */
@Controller()
export class OwnerController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.listOwnerKeys)
  keys(request: Requests['listOwnerKeys']) {
    return listOwnerKeys(this.context, request);
  }

  @CommandHandler(registryCommands.makeOwnerKey)
  make(request: Requests['makeOwnerKey']) {
    return makeOwnerKey(this.context, request);
  }

  @CommandHandler(registryCommands.revokeOwnerKey)
  revoke(request: Requests['revokeOwnerKey']) {
    return revokeOwnerKey(this.context, request);
  }

  @CommandHandler(registryCommands.openConsoleSession)
  openConsole(request: Requests['openConsoleSession']) {
    return openConsoleSession(this.context, request);
  }

  @CommandHandler(registryCommands.authenticateConsole)
  authenticateConsole(request: Requests['authenticateConsole']) {
    return authenticateConsole(this.context, request);
  }

  @CommandHandler(registryCommands.closeConsoleSession)
  closeConsole(request: Requests['closeConsoleSession']) {
    return closeConsoleSession(this.context, request);
  }

  @CommandHandler(registryCommands.listConsoleSessions)
  consoles(request: Requests['listConsoleSessions']) {
    return listConsoleSessions(this.context, request);
  }

  @CommandHandler(registryCommands.endConsoleSessions)
  end(request: Requests['endConsoleSessions']) {
    return endConsoleSessions(this.context, request);
  }
}
