import type { Server } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions } from 'fastify';
import type { Settings } from '@meshpair/settings';
import { trustedProxies } from './client-address.js';
import { sendProblem } from './problem.filter.js';
import type { RouteTable } from './route-table.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { SLOW_CLIENT_MS } from './slow-clients.js';

/** The largest body of a request (DESIGN §4). */
export const BODY_LIMIT_BYTES = 16 * 1024;

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
    // A URL that the router cannot read never reaches a hook.
    frameworkErrors: (error, request, reply) => {
      void reply.headers(SECURITY_HEADERS);
      sendProblem(error, request, reply, routes);
    },
  };
}

/** Keeps the server's own error handler, which is there before the first plugin; Nest would set a second one. */
export class GatewayAdapter extends FastifyAdapter {
  override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
    return this.instance;
  }
}
