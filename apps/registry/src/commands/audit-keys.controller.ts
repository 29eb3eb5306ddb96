import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import {
  authenticateAuditor,
  createAuditKey,
  listAuditedOwners,
  listAuditKeys,
  revokeAuditKey,
} from './audit-keys.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on the keys of auditors. */
@Controller()
export class AuditKeysController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.createAuditKey)
  create(request: Requests['createAuditKey']) {
    return createAuditKey(this.context, request);
  }

  @CommandHandler(registryCommands.listAuditKeys)
  list(request: Requests['listAuditKeys']) {
    return listAuditKeys(this.context, request);
  }

  @CommandHandler(registryCommands.revokeAuditKey)
  revoke(request: Requests['revokeAuditKey']) {
    return revokeAuditKey(this.context, request);
  }

  @CommandHandler(registryCommands.authenticateAuditor)
  authenticate(request: Requests['authenticateAuditor']) {
    return authenticateAuditor(this.context, request);
  }

  @CommandHandler(registryCommands.listAuditedOwners)
  owners(request: Requests['listAuditedOwners']) {
    return listAuditedOwners(this.context, request);
  }
}
