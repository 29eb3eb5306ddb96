import '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { Secret } from '@meshpair/contracts';

export const CONSOLE_COOKIE = 'meshpair_console';

/** The session id in a request's cookie; undefined when there is none that could be ours. */
export const consoleSessionOf = (request: Pick<FastifyRequest, 'headers' | 'server'>): string | undefined =>
  cookieOf(request, CONSOLE_COOKIE);

function cookieOf(
  { headers, server }: Pick<FastifyRequest, 'headers' | 'server'>,
  name: string,
): string | undefined {
  const header = headers.cookie;
  if (header?.includes(name) !== true) return undefined;
  const value = server.parseCookie(header)[name];
  return Secret.safeParse(value).success ? value : undefined;
}

/** The `Set-Cookie` header of a session: no script reads it, no other site sends it. */
export const consoleCookie = (
  { server }: Pick<FastifyRequest, 'server'>,
  {
    sessionId,
    expires,
    secure,
  }: { readonly sessionId: string; readonly expires: Date; readonly secure: boolean },
): string =>
  server.serializeCookie(CONSOLE_COOKIE, sessionId, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure,
    expires,
    maxAge: Math.max(0, Math.round((expires.getTime() - Date.now()) / 1000)),
  });

/** What a passkey is to sign, by the browser that it was made for. */
const CHALLENGE_COOKIE = 'meshpair_challenge';
const CHALLENGE_SECONDS = 300;

export const challengeCookie = (
  { server }: Pick<FastifyRequest, 'server'>,
  { challenge, secure }: { readonly challenge: string; readonly secure: boolean },
): string =>
  server.serializeCookie(CHALLENGE_COOKIE, challenge, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure,
    maxAge: CHALLENGE_SECONDS,
  });

/** The challenge that a browser got; undefined when it brings none that could be ours. */
export const challengeOf = (request: Pick<FastifyRequest, 'headers' | 'server'>): string | undefined =>
  cookieOf(request, CHALLENGE_COOKIE);
