import type { FastifyRequest } from 'fastify';
import { isIP } from 'node:net';

/** An address without the IPv4-mapped prefix and the IPv6 zone; undefined when it is none. */
export function plainAddress(text: string | undefined): string | undefined {
  const bare = text
    ?.trim()
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/, '');
  return bare !== undefined && isIP(bare) !== 0 ? bare : undefined;
}

/** The client's address: the socket's, or what a trusted proxy says (`TRUST_PROXY`). */
export const clientAddress = (request: FastifyRequest): string =>
  plainAddress(request.ip) ?? plainAddress(request.socket.remoteAddress) ?? '127.0.0.1';
