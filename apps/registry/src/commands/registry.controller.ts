import { Controller, Inject } from '@nestjs/common';
import { accepted, registryCommands, type Reply, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { Readiness } from '@meshpair/service';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import { authenticateOwner } from './authenticate-owner.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers what the other services ask of the registry for themselves, and takes what gateways have refused. */
@Controller()
export class RegistryController {
  constructor(
    @Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext,
    private readonly readiness: Readiness,
  ) {}

  @CommandHandler(registryCommands.authenticateOwner)
  authenticate(request: Requests['authenticateOwner']) {
    return authenticateOwner(this.context, request);
  }

  /** The public keys that verify the mesh's tokens (RFC 7517 §5). */
  @CommandHandler(registryCommands.readJwks)
  async jwks() {
    return accepted(this.context.tokens.keySet);
  }

  /** Into the trails of those whom it concerns. */
  @CommandHandler(registryCommands.tellRefusals)
  async tellRefusals(refused: Requests['tellRefusals']): Promise<Reply<{ readonly done: true }>> {
    const { refusedRequests, now, recorded } = this.context;
    await refusedRequests.record(refused, now());
    recorded();
    return accepted({ done: true });
  }

  @CommandHandler(registryCommands.checkHealth)
  async health() {
    return accepted(await this.readiness.health());
  }
}
