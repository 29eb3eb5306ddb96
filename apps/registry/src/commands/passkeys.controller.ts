import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { askForPasskey } from '../passkeys/passkey-sign-in.js';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import { addPasskey, listPasskeys, offerPasskey, removePasskey } from './passkeys.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on owners' passkeys. */
@Controller()
export class PasskeysController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.askForPasskey)
  ask(request: Requests['askForPasskey']) {
    return askForPasskey(this.context, request);
  }

  @CommandHandler(registryCommands.listPasskeys)
  list(request: Requests['listPasskeys']) {
    return listPasskeys(this.context, request);
  }

  @CommandHandler(registryCommands.offerPasskey)
  offer(request: Requests['offerPasskey']) {
    return offerPasskey(this.context, request);
  }

  @CommandHandler(registryCommands.addPasskey)
  add(request: Requests['addPasskey']) {
    return addPasskey(this.context, request);
  }

  @CommandHandler(registryCommands.removePasskey)
  remove(request: Requests['removePasskey']) {
    return removePasskey(this.context, request);
  }
}
