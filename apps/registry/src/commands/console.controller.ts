import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import { authenticateConsole, closeConsoleSession, openConsoleSession } from './console-sessions.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on the sessions of the owner's console. */
@Controller()
export class ConsoleController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.openConsoleSession)
  open(request: Requests['openConsoleSession']) {
    return openConsoleSession(this.context, request);
  }

  @CommandHandler(registryCommands.authenticateConsole)
  authenticate(request: Requests['authenticateConsole']) {
    return authenticateConsole(this.context, request);
  }

  @CommandHandler(registryCommands.closeConsoleSession)
  close(request: Requests['closeConsoleSession']) {
    return closeConsoleSession(this.context, request);
  }
}
