import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OwnerKey, Secret } from '@meshpair/contracts';
import { problem } from '../http/problem-exception.js';

/** Longer than any token of ours. */
const MAX_BEARER_LENGTH = 4096;

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1), or undefined. */
export const bearerOf = (request: Pick<FastifyRequest, 'headers'>): string | undefined =>
  tokenBy(/^Bearer +([\w.~+/-]+=*)$/i, request);

/** The token of an `Authorization: DPoP` header (RFC 9449 §7.1), or undefined. */
export const dpopTokenOf = (request: Pick<FastifyRequest, 'headers'>): string | undefined =>
  tokenBy(/^DPoP +([\w.~+/-]+=*)$/i, request);

function tokenBy(scheme: RegExp, { headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const [, token] = scheme.exec(headers.authorization ?? '') ?? [];
  return token !== undefined && token.length <= MAX_BEARER_LENGTH ? token : undefined;
}

/** The bearer token; 401 when there is none. */
export function requireBearer(request: Pick<FastifyRequest, 'headers'>): string {
  const token = bearerOf(request);
  if (token === undefined) throw problem('unauthorized');
  return token;
}

/** The claim secret that a device sends as its bearer token; 401 when it cannot be one. */
export function requireClaimSecret(request: Pick<FastifyRequest, 'headers'>): string {
  const token = requireBearer(request);
  if (!Secret.safeParse(token).success) throw problem('unauthorized');
  return token;
}

/** The key that a body gives, or that the request signs in by; 400 when a console gives none. */
export function requireOwnKey(
  request: Pick<FastifyRequest, 'headers'>,
  { key = bearerOf(request) }: { readonly key?: string | undefined },
): string {
  if (key !== undefined) return key;
  throw problem('invalid_request', { errors: [{ field: 'key', message: 'give a live key of yours' }] });
}

export const isOwnerKey = (token: string): boolean => OwnerKey.safeParse(token).success;

/** Parameter: the claim secret of a device. */
export const ClaimSecret = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requireClaimSecret(context.switchToHttp().getRequest<FastifyRequest>()),
);
