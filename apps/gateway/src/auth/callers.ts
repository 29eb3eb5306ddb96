import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { DeviceSession, PairingReader } from '@meshpair/contracts';
import { bearerOf, isOwnerKey, requireClaimSecret } from './bearer.js';
import { DeviceAccess } from './device-access.js';
import { comesByCookie, OwnerAccess } from './owner-access.js';
import type { ActingOwner } from './signed-in-owner.js';

/** Who asks about tokens: an owner by id, or a device by its session token. */
export type TokenCaller = ActingOwner | DeviceSession;

/** Tells owner and device apart on the routes that both may use. */
@Injectable()
export class Callers {
  constructor(
    private readonly access: OwnerAccess,
    private readonly devices: DeviceAccess,
  ) {}

  /** The owner of a pairing, or the device by its claim secret. */
  async pairingReader(request: FastifyRequest): Promise<PairingReader> {
    const owner = await this.owner(request);
    return owner ? { ownerId: owner.ownerId } : { claimSecret: requireClaimSecret(request) };
  }

  /** An owner, or a device by its session token. */
  async tokenCaller(request: FastifyRequest): Promise<TokenCaller> {
    return (await this.owner(request)) ?? this.devices.credentialsOf(request);
  }

  private async owner(request: FastifyRequest): Promise<ActingOwner | undefined> {
    if (!comesByCookie(request) && !isOwnerKey(bearerOf(request) ?? '')) return undefined;
    const { ownerId, keyId, person } = await this.access.ownerOf(request);
    return { ownerId, keyId, person };
  }
}
