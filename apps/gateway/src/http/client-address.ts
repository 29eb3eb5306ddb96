import { plainAddress } from '@meshpair/contracts';
import type { FastifyRequest } from 'fastify';

/** An address as proxies write it: with a port, or in brackets, too (RFC 7239 §6). */
export function forwardedAddress(text: string | undefined): string | undefined {
  const [, bracketed, ipv4] = /^\s*(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)\s*$/.exec(text ?? '') ?? [];
  return plainAddress(bracketed ?? ipv4 ?? text);
}

/** The client's address: the socket's, or what a trusted proxy says (`TRUST_PROXY`). */
export const clientAddress = (request: FastifyRequest): string =>
  forwardedAddress(request.ip) ?? plainAddress(request.socket.remoteAddress) ?? '127.0.0.1';
