import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { DeviceSession } from '@meshpair/contracts';
import { problem } from '../http/problem-exception.js';
import { bearerOf, dpopTokenOf } from './bearer.js';
import { DpopProofs } from './dpop-proofs.js';

/** A request, and what a guard has found that its device presents. */
export interface DeviceRequest extends FastifyRequest {
  device?: DeviceSession;
}

/** What a device presents: its token alone, or with a proof of its key. Whether the two belong together the registry knows. */
@Injectable()
export class DeviceAccess {
  constructor(private readonly proofs: DpopProofs) {}

  /** Throws the problem `unauthorized` without a token, and `invalid_dpop_proof`. */
  async credentialsOf(request: FastifyRequest): Promise<DeviceSession> {
    const sessionToken = bearerOf(request);
    if (sessionToken !== undefined) return { sessionToken };
    const bound = dpopTokenOf(request);
    if (bound === undefined) throw problem('unauthorized');
    const { jkt } = await this.proofs.requireKeyOf(request, bound);
    return { sessionToken: bound, provenKey: jkt };
  }
}

/** Lets a request through that carries a token, with a right proof where it is presented by one. */
@Injectable()
export class DeviceGuard implements CanActivate {
  constructor(private readonly access: DeviceAccess) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<DeviceRequest>();
    request.device = await this.access.credentialsOf(request);
    return true;
  }
}

/** Parameter: what the device presents, for a command. Needs `DeviceGuard`. */
export const Device = createParamDecorator((_: unknown, context: ExecutionContext): DeviceSession => {
  const { device } = context.switchToHttp().getRequest<DeviceRequest>();
  if (device === undefined) throw new Error('The device is asked for on a route without DeviceGuard');
  return device;
});
