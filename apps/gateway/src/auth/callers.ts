import { Injectable } from '@nestjs/common';
import type { PairingReader } from '@meshpair/contracts';
import type { FastifyRequest } from 'fastify';
import { isOwnerKey, requireBearer, requireClaimSecret } from './bearer.js';
import { OwnerAuthenticator } from './owner-authenticator.js';

/** Who asks about tokens: an owner by id, or a device by its session token. */
export type TokenCaller = { readonly ownerId: string } | { readonly sessionToken: string };

/** Tells owner and device apart on the routes that both may use. */
@Injectable()
export class Callers {
  constructor(private readonly owners: OwnerAuthenticator) {}

  /** The owner of a pairing, or the device by its claim secret. */
  async pairingReader(request: FastifyRequest): Promise<PairingReader> {
    const token = requireBearer(request);
    if (isOwnerKey(token)) return { ownerId: (await this.owners.authenticate(token)).ownerId };
    return { claimSecret: requireClaimSecret(request) };
  }

  /** An owner, or a device by its session token. */
  async tokenCaller(request: FastifyRequest): Promise<TokenCaller> {
    const token = requireBearer(request);
    if (isOwnerKey(token)) return { ownerId: (await this.owners.authenticate(token)).ownerId };
    return { sessionToken: token };
  }
}
