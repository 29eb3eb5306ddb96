import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefusedRequest } from '../refusals/refusal-counts.js';
import { headersOf, problemOf, refusalOf } from './problem-of.js';
import type { RouteTable } from './route-table.js';

const logger = new Logger('Problem');

/** Answers an error of any kind as `application/problem+json`. Only what is unexpected is logged. */
export function sendProblem(
  exception: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  routes: RouteTable,
): void {
  const refusal = refusalFor(exception, request, reply, routes);
  (request as RefusedRequest).refusal = refusal;
  if (refusal.code === 'internal_error') logger.error(exception);
  if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
  const body = problemOf(refusal);
  void reply
    .code(body.status)
    .headers(headersOf(refusal, request.headers.authorization))
    .type('application/problem+json')
    .send(JSON.stringify(body));
}

/** A path that is known by another method is 405 with `Allow`. */
function refusalFor(
  exception: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  routes: RouteTable,
): ReturnType<typeof refusalOf> {
  const refusal = refusalOf(exception);
  if (!request.is404 || refusal.code !== 'not_found') return refusal;
  const allowed = routes.methodsOf(request.url);
  if (allowed.length === 0) return refusal;
  reply.header('allow', allowed.join(', '));
  return { code: 'method_not_allowed' };
}

/** Sends what Nest's routes throw as problems. Resolvers' errors go on to GraphQL's own formatter. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly routes: RouteTable) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType<string>() !== 'http') throw exception;
    const http = host.switchToHttp();
    sendProblem(exception, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.routes);
  }
}
