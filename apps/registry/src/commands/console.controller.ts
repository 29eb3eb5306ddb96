import { registryCommands } from '@meshpair/contracts';
import { CommandHandler, CommandRequest } from '@meshpair/messaging';
import { Controller, Inject } from '@nestjs/common';
import type { Answer, Request } from './command-types.js';
import { authenticateConsole, closeConsoleSession, openConsoleSession } from './console-sessions.js';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';

/** Answers the commands on the sessions of the owner's console. */
@Controller()
export class ConsoleController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.openConsoleSession)
  open(
    @CommandRequest(registryCommands.openConsoleSession) request: Request<'openConsoleSession'>,
  ): Answer<'openConsoleSession'> {
    return openConsoleSession(this.context, request);
  }

  @CommandHandler(registryCommands.authenticateConsole)
  authenticate(
    @CommandRequest(registryCommands.authenticateConsole) request: Request<'authenticateConsole'>,
  ): Answer<'authenticateConsole'> {
    return authenticateConsole(this.context, request);
  }

  @CommandHandler(registryCommands.closeConsoleSession)
  close(
    @CommandRequest(registryCommands.closeConsoleSession) request: Request<'closeConsoleSession'>,
  ): Answer<'closeConsoleSession'> {
    return closeConsoleSession(this.context, request);
  }
}
