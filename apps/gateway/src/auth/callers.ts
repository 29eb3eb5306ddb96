import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { PairingReader } from '@meshpair/contracts';
import { isOwnerKey, requireBearer, requireClaimSecret } from './bearer.js';
import { comesByCookie, OwnerAccess } from './owner-access.js';
import type { ActingOwner } from './signed-in-owner.js';

/** Who asks about tokens: an owner by id, or a device by its session token. */
export type TokenCaller = ActingOwner | { readonly sessionToken: string };

/** Tells owner and device apart on the routes that both may use. */
@Injectable()
export class Callers {
  constructor(private readonly access: OwnerAccess) {}

  /** The owner of a pairing, or the device by its claim secret. */
  async pairingReader(request: FastifyRequest): Promise<PairingReader> {
    const owner = await this.owner(request);
    return owner ? { ownerId: owner.ownerId } : { claimSecret: requireClaimSecret(request) };
  }

  /** An owner, or a device by its session token. */
  async tokenCaller(request: FastifyRequest): Promise<TokenCaller> {
    return (await this.owner(request)) ?? { sessionToken: requireBearer(request) };
  }

  private async owner(request: FastifyRequest): Promise<ActingOwner | undefined> {
    if (!comesByCookie(request) && !isOwnerKey(requireBearer(request))) return undefined;
    const { ownerId, keyId, person } = await this.access.ownerOf(request);
    return { ownerId, keyId, person };
  }
}
