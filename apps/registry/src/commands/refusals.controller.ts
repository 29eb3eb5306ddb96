import { Controller, Inject } from '@nestjs/common';
import { accepted, registryCommands, type Reply, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Takes what gateways have refused into the trails of those whom it concerns. */
@Controller()
export class RefusalsController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.tellRefusals)
  async tell(refused: Requests['tellRefusals']): Promise<Reply<{ readonly done: true }>> {
    const { refusedRequests, now, recorded } = this.context;
    await refusedRequests.record(refused, now());
    recorded();
    return accepted({ done: true });
  }
}
