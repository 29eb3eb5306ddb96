import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import { claimTokens, mintTokens } from './mint-tokens.js';
import { refreshToken } from './refresh-token.js';
import { beginRenewal, renewSession } from './renew-session.js';
import { spendProof } from './spend-proof.js';
import { introspectToken, revokeToken } from './tokens.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on tokens. */
@Controller()
export class TokensController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.claimTokens)
  claim(request: Requests['claimTokens']) {
    return claimTokens(this.context, request);
  }

  @CommandHandler(registryCommands.mintTokens)
  mint(request: Requests['mintTokens']) {
    return mintTokens(this.context, request);
  }

  @CommandHandler(registryCommands.refreshToken)
  refresh(request: Requests['refreshToken']) {
    return refreshToken(this.context, request);
  }

  @CommandHandler(registryCommands.beginRenewal)
  beginRenewal(request: Requests['beginRenewal']) {
    return beginRenewal(this.context, request);
  }

  @CommandHandler(registryCommands.renewSession)
  renew(request: Requests['renewSession']) {
    return renewSession(this.context, request);
  }

  @CommandHandler(registryCommands.spendProof)
  spend(request: Requests['spendProof']) {
    return spendProof(this.context, request);
  }

  @CommandHandler(registryCommands.introspectToken)
  introspect(request: Requests['introspectToken']) {
    return introspectToken(this.context, request);
  }

  @CommandHandler(registryCommands.revokeToken)
  revoke(request: Requests['revokeToken']) {
    return revokeToken(this.context, request);
  }
}
