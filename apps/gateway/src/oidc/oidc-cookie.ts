import '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { Secret } from '@meshpair/contracts';
import type { RoundTrip } from './oidc-provider.js';

const OIDC_COOKIE = 'meshpair_oidc';
const PATH = '/console/oidc';
const SECONDS = 300;

/** What a browser goes to the provider for. */
export type Intent = 'signin' | 'link';

export interface Trip extends RoundTrip {
  readonly intent: Intent;
}

/**
 * The `Set-Cookie` of a browser that goes to the provider. SameSite=Lax: it comes back from another site, to which the
 * console's own cookie is not sent.
 */
export const tripCookie = (
  { server }: Pick<FastifyRequest, 'server'>,
  { intent, state, nonce, verifier }: Trip,
  secure: boolean,
): string =>
  server.serializeCookie(OIDC_COOKIE, [intent, state, nonce, verifier].join('.'), {
    httpOnly: true,
    sameSite: 'lax',
    path: PATH,
    secure,
    maxAge: SECONDS,
  });

/** It is back, or lost. */
export const noTripCookie = ({ server }: Pick<FastifyRequest, 'server'>, secure: boolean): string =>
  server.serializeCookie(OIDC_COOKIE, '', { httpOnly: true, sameSite: 'lax', path: PATH, secure, maxAge: 0 });

export function tripOf({ headers, server }: Pick<FastifyRequest, 'headers' | 'server'>): Trip | undefined {
  const value = server.parseCookie(headers.cookie ?? '')[OIDC_COOKIE];
  const [intent, state = '', nonce = '', verifier = ''] = value?.split('.') ?? [];
  if (intent !== 'signin' && intent !== 'link') return undefined;
  const isOurs = [state, nonce, verifier].every((part) => Secret.safeParse(part).success);
  return isOurs ? { intent, state, nonce, verifier } : undefined;
}
