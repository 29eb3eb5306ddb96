import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readWaitingDevice, type WaitingDevice, writeWaitingDevice } from './pairing-cookie.js';

export const PAIRING_COOKIE = 'meshpair_join';
export const SESSION_COOKIE = 'meshpair_device';

/** The claim window of the registry: until then an ended pairing is told, and a late claim still works. */
const AFTER_EXPIRY_SECONDS = 600;

const SESSION_TOKEN = /^[\w-]{1,1024}\.[\w-]{1,2048}\.[\w-]{1,1024}$/;

type CookieName = typeof PAIRING_COOKIE | typeof SESSION_COOKIE;

/**
 * Lax, not Strict: a QR scanner's app opens the link as a foreign site, and the device shall still find its PIN.
 * What a GET does by these cookies harms nobody, and every POST is checked for where it comes from.
 */
const LIMITS = { path: '/join', httpOnly: true, sameSite: 'lax' } as const;

const protection = (request: FastifyRequest): typeof LIMITS & { readonly secure: boolean } => ({
  ...LIMITS,
  secure: request.protocol === 'https',
});

function cookieOf({ headers, server }: FastifyRequest, name: CookieName): string | undefined {
  const header = headers.cookie;
  return header?.includes(name) === true ? server.parseCookie(header)[name] : undefined;
}

const send = (
  reply: FastifyReply,
  name: CookieName,
  value: string,
  options: Parameters<typeof reply.server.serializeCookie>[2],
): FastifyReply => reply.header('set-cookie', reply.server.serializeCookie(name, value, options));

/** The pairing that this browser is in; undefined without a well-formed cookie. */
export const waitingDeviceOf = (request: FastifyRequest): WaitingDevice | undefined =>
  readWaitingDevice(cookieOf(request, PAIRING_COOKIE));

/** The session token that this browser keeps. */
export function sessionTokenOf(request: FastifyRequest): string | undefined {
  const token = cookieOf(request, SESSION_COOKIE);
  return token !== undefined && SESSION_TOKEN.test(token) ? token : undefined;
}

export function keepWaitingDevice(request: FastifyRequest, reply: FastifyReply, device: WaitingDevice): void {
  const secondsLeft = Math.max(0, device.expiresAt - Math.floor(Date.now() / 1000));
  const maxAge = secondsLeft + AFTER_EXPIRY_SECONDS;
  send(reply, PAIRING_COOKIE, writeWaitingDevice(device), { ...protection(request), maxAge });
}

export function keepSession(
  request: FastifyRequest,
  reply: FastifyReply,
  sessionToken: string,
  idleDays: number,
): void {
  const maxAge = idleDays * 86_400;
  send(reply, SESSION_COOKIE, sessionToken, { ...protection(request), maxAge });
}

/** Takes a cookie from the browser. */
export const forget = (reply: FastifyReply, name: CookieName): FastifyReply =>
  send(reply, name, '', { ...LIMITS, maxAge: 0 });
