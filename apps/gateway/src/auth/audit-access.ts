import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { digestOf, type Owner, registryCommands, type Reply } from '@meshpair/contracts';
import { AUDIT_KEY, partsOfAuditKey } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import { bearerOf } from './bearer.js';
import { CredentialCache } from './credential-cache.js';
import { OwnerAccess, type OwnerCredential } from './owner-access.js';
import type { OwnedRequest } from './signed-in-owner.js';

/** Who may read a trail: its owner, or an auditor by a key that the owner made. */
@Injectable()
export class AuditAccess {
  private readonly auditors = new CredentialCache<Owner>();

  constructor(
    private readonly owners: OwnerAccess,
    private readonly commands: CommandBus,
  ) {}

  /** What signs a request in, to ask about again; throws the problem `unauthorized` or `forbidden`. */
  credentialOf(request: FastifyRequest): OwnerCredential {
    const key = bearerOf(request);
    if (key === undefined || !AUDIT_KEY.test(key)) return this.owners.credentialOf(request);
    const digest = digestOf(key);
    const ask = (): Promise<Reply<Owner>> =>
      this.commands.send(registryCommands.authenticateAuditor, { key });
    return {
      digest,
      authenticate: async (maxAgeMs) => ({
        ...(await this.auditors.get(digest, ask, maxAgeMs)),
        keyId: partsOfAuditKey(key)?.keyId,
      }),
    };
  }
}

/** Lets a request through that may read a trail, and remembers whose. */
@Injectable()
export class AuditGuard implements CanActivate {
  constructor(private readonly access: AuditAccess) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<OwnedRequest>();
    request.owner = await this.access.credentialOf(request).authenticate();
    return true;
  }
}
