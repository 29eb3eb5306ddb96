import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions } from 'fastify';
import type { Settings } from '@meshpair/settings';
import { trustedProxies } from './client-address.js';
import { sendProblem } from './problem.filter.js';
import { problemOf } from './problem-of.js';
import type { RouteTable } from './route-table.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** The largest body of a request (DESIGN §4). */
export const BODY_LIMIT_BYTES = 16 * 1024;

/**
 * A client that takes longer to send its headers, or its whole request, is cut off: nobody holds a connection by being
 * slow. `connectionsCheckingInterval` is how often that is looked for.
 */
export const SLOW_CLIENT_MS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
} as const;

/** A client that does not close after our last word is cut off after this time. */
const LINGER_MS = 1_000;

/** How the HTTP server is built: no logger, bodies ≤ 16 KiB, `X-Forwarded-For` from `TRUST_PROXY` only. */
export function serverOptions(
  settings: Pick<Settings, 'TRUST_PROXY'>,
  routes: RouteTable,
): FastifyHttpOptions<Server> {
  return {
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: trustedProxies(settings),
    keepAliveTimeout: 72_000,
    // Fastify sets the second over the first.
    requestTimeout: SLOW_CLIENT_MS.requestTimeout,
    http: SLOW_CLIENT_MS,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
    clientErrorHandler: answerUnreadable,
    // A URL that the router cannot read never reaches a hook.
    frameworkErrors: (error, request, reply) => {
      void reply.headers(SECURITY_HEADERS);
      sendProblem(error, request, reply, routes);
    },
  };
}

/** What is not HTTP, or too large a header, never becomes a request: it is answered on the socket. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const body = JSON.stringify(problemOf({ code: 'invalid_request' }));
  const answer = isSlow
    ? ['HTTP/1.1 408 Request Timeout', 'Content-Length: 0', 'Connection: close', '', '']
    : [
        'HTTP/1.1 400 Bad Request',
        'Content-Type: application/problem+json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        '',
        body,
      ];
  socket.end(answer.join('\r\n'));
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/** Keeps the server's own error handler, which is there before the first plugin; Nest would set a second one. */
export class GatewayAdapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.instance;
  }
}
