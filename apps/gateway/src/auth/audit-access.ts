import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { digestOf, Id, type Owner, registryCommands, type Reply } from '@meshpair/contracts';
import { AUDIT_KEY, partsOfAuditKey } from '@meshpair/domain';
import { CommandBus } from '@meshpair/messaging';
import { problem, valueOf } from '../http/problem-exception.js';
import { bearerOf } from './bearer.js';
import { CredentialCache } from './credential-cache.js';
import { OwnerAccess, type OwnerCredential } from './owner-access.js';
import type { OwnedRequest } from './signed-in-owner.js';

/** Who may read a trail: its owner, or an auditor by a key that the owner, or the operator for all of them, made. */
@Injectable()
export class AuditAccess {
  private readonly auditors = new CredentialCache<Owner>();

  constructor(
    private readonly owners: OwnerAccess,
    private readonly commands: CommandBus,
  ) {}

  /** What signs a request in, to ask about again; throws the problem `unauthorized` or `forbidden`. */
  credentialOf(request: FastifyRequest): OwnerCredential {
    const ownerId = wantedOwner(request);
    const key = auditKeyOf(request);
    if (key === undefined) return onlyOf(ownerId, this.owners.credentialOf(request));
    const digest = digestOf(`${key} ${ownerId}`);
    const ask = (): Promise<Reply<Owner>> =>
      this.commands.send(registryCommands.authenticateAuditor, { key, ...(ownerId && { ownerId }) });
    return {
      digest,
      authenticate: async (maxAgeMs) => ({
        ...(await this.auditors.get(digest, ask, maxAgeMs)),
        keyId: partsOfAuditKey(key)?.keyId,
        role: 'viewer',
      }),
    };
  }

  /** All whose trails the request's credential opens; throws as `credentialOf`. */
  async ownersFor(request: FastifyRequest): Promise<readonly Owner[]> {
    const key = auditKeyOf(request);
    if (key !== undefined)
      return valueOf(await this.commands.send(registryCommands.listAuditedOwners, { key })).items;
    const { ownerId, name } = await this.owners.ownerOf(request);
    return [{ ownerId, name }];
  }
}

function auditKeyOf(request: FastifyRequest): string | undefined {
  const key = bearerOf(request);
  return key !== undefined && AUDIT_KEY.test(key) ? key : undefined;
}

/** What is no id is refused where the query is read. */
const wantedOwner = ({ query }: FastifyRequest): string | undefined =>
  Id.safeParse((query as { readonly ownerId?: unknown }).ownerId).data;

/** An owner may say whose trail it wants, too: its own. */
const onlyOf = (wanted: string | undefined, credential: OwnerCredential): OwnerCredential => ({
  ...credential,
  authenticate: async (maxAgeMs) => {
    const owner = await credential.authenticate(maxAgeMs);
    if (wanted !== undefined && wanted !== owner.ownerId) throw problem('not_found');
    return owner;
  },
});

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
