import { accepted, registryCommands } from '@meshpair/contracts';
import { CommandHandler, CommandRequest } from '@meshpair/messaging';
import { Readiness } from '@meshpair/service';
import { Controller, Inject } from '@nestjs/common';
import type { Answer, Request } from './command-types.js';
import { authenticateOwner } from './authenticate-owner.js';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';

/** Answers the commands on owners and on the service itself. */
@Controller()
export class RegistryController {
  constructor(
    @Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext,
    private readonly readiness: Readiness,
  ) {}

  @CommandHandler(registryCommands.authenticateOwner)
  authenticate(
    @CommandRequest(registryCommands.authenticateOwner) request: Request<'authenticateOwner'>,
  ): Answer<'authenticateOwner'> {
    return authenticateOwner(this.context, request);
  }

  /** The public keys that verify the mesh's tokens (RFC 7517 §5). */
  @CommandHandler(registryCommands.readJwks)
  async jwks(): Answer<'readJwks'> {
    return accepted(this.context.tokens.keySet);
  }

  @CommandHandler(registryCommands.checkHealth)
  async health(): Answer<'checkHealth'> {
    return accepted(await this.readiness.health());
  }
}
