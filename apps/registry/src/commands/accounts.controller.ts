import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import {
  beginAccountSignIn,
  linkAccount,
  listAccounts,
  offerAccountLink,
  unlinkAccount,
} from './accounts.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on the accounts that owners have linked. */
@Controller()
export class AccountsController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.beginAccountSignIn)
  begin() {
    return beginAccountSignIn(this.context);
  }

  @CommandHandler(registryCommands.offerAccountLink)
  offer(request: Requests['offerAccountLink']) {
    return offerAccountLink(this.context, request);
  }

  @CommandHandler(registryCommands.linkAccount)
  link(request: Requests['linkAccount']) {
    return linkAccount(this.context, request);
  }

  @CommandHandler(registryCommands.listAccounts)
  list(request: Requests['listAccounts']) {
    return listAccounts(this.context, request);
  }

  @CommandHandler(registryCommands.unlinkAccount)
  unlink(request: Requests['unlinkAccount']) {
    return unlinkAccount(this.context, request);
  }
}
