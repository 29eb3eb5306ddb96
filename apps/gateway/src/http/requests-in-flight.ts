import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { problem } from './problem-exception.js';

/**
 * Requests that are worked on at once. At 512, a request waits for about an eighth of a second when the services are
 * as fast as they can be, and for less than its deadline of 5 s while they carry a fortieth of that.
 */
export const MAX_REQUESTS_IN_FLIGHT = 512;

/** Operators look here exactly when there is too much to do. */
const EXEMPT = /^\/(health\/|metrics$)/;

/** Sheds load: what comes while enough requests are in flight is answered 503 at once, before its body is read. */
export class RequestsInFlight {
  private readonly held = new Set<ServerResponse>();

  constructor(private readonly most = MAX_REQUESTS_IN_FLIGHT) {}

  get count(): number {
    return this.held.size;
  }

  watch(server: FastifyInstance): void {
    server.addHook('onRequest', (request, reply, done) => {
      if (EXEMPT.test(request.routeOptions.url ?? '') || this.enter(reply.raw)) return done();
      done(problem('service_unavailable', { detail: 'Too many requests are in flight' }));
    });
  }

  /** The response goes on for long and is limited elsewhere: it no longer counts as in flight. */
  release(response: ServerResponse): void {
    this.held.delete(response);
  }

  private enter(response: ServerResponse): boolean {
    if (this.held.size >= this.most) return false;
    this.held.add(response);
    // Also when the client goes away before the answer.
    response.once('close', () => this.release(response));
    return true;
  }
}
