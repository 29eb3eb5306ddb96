import '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import { Secret } from '@meshpair/contracts';

export const CONSOLE_COOKIE = 'meshpair_console';

/** The session id in a request's cookie; undefined when there is none that could be ours. */
export function consoleSessionOf(request: Pick<FastifyRequest, 'headers' | 'server'>): string | undefined {
  const header = request.headers.cookie;
  if (header?.includes(CONSOLE_COOKIE) !== true) return undefined;
  const value = request.server.parseCookie(header)[CONSOLE_COOKIE];
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
