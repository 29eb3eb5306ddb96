import { registryCommands } from '@meshpair/contracts';
import { CommandHandler, CommandRequest } from '@meshpair/messaging';
import { Controller, Inject } from '@nestjs/common';
import type { Answer, Request } from './command-types.js';
import { introspectToken } from './introspect-token.js';
import { mintTokens } from './mint-tokens.js';
import { refreshToken } from './refresh-token.js';
import { revokeToken } from './revoke-token.js';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';

/** Answers the commands on tokens. */
@Controller()
export class TokensController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.mintTokens)
  mint(@CommandRequest(registryCommands.mintTokens) request: Request<'mintTokens'>): Answer<'mintTokens'> {
    return mintTokens(this.context, request);
  }

  @CommandHandler(registryCommands.refreshToken)
  refresh(
    @CommandRequest(registryCommands.refreshToken) request: Request<'refreshToken'>,
  ): Answer<'refreshToken'> {
    return refreshToken(this.context, request);
  }

  @CommandHandler(registryCommands.introspectToken)
  introspect(
    @CommandRequest(registryCommands.introspectToken) request: Request<'introspectToken'>,
  ): Answer<'introspectToken'> {
    return introspectToken(this.context, request);
  }

  @CommandHandler(registryCommands.revokeToken)
  revoke(
    @CommandRequest(registryCommands.revokeToken) request: Request<'revokeToken'>,
  ): Answer<'revokeToken'> {
    return revokeToken(this.context, request);
  }
}
