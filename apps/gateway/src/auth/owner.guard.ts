import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { OwnerAccess } from './owner-access.js';
import type { ActingOwner, OwnedRequest, SignedInOwner } from './signed-in-owner.js';

/** Lets a request through that carries an owner's key or a console's cookie, and remembers the owner on it. */
@Injectable()
export class OwnerGuard implements CanActivate {
  constructor(private readonly access: OwnerAccess) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<OwnedRequest>();
    request.owner = await this.access.ownerOf(request);
    return true;
  }
}

/** Parameter: the authenticated owner. Needs `OwnerGuard`. */
export const AuthenticatedOwner = createParamDecorator(
  (_: unknown, context: ExecutionContext): SignedInOwner => ownerOf(context),
);

/** Parameter: who acts, for a command. Needs `OwnerGuard`. */
export const Acting = createParamDecorator((_: unknown, context: ExecutionContext): ActingOwner => {
  const { ownerId, keyId, person } = ownerOf(context);
  return { ownerId, keyId, person };
});

/** Parameter: the id of the authenticated owner. Needs `OwnerGuard`. */
export const OwnerId = createParamDecorator(
  (_: unknown, context: ExecutionContext): string => ownerOf(context).ownerId,
);

function ownerOf(context: ExecutionContext): SignedInOwner {
  const { owner } = context.switchToHttp().getRequest<OwnedRequest>();
  if (owner === undefined) throw new Error('The owner is asked for on a route without OwnerGuard');
  return owner;
}
