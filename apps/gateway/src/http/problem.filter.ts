import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from './problem-exception.js';
import { headersOf, problemOf, refusalOf } from './problem-of.js';
import { RouteTable } from './route-table.js';

/** Sends every error of every route as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly routes: RouteTable) {}

  catch(exception: unknown, host: ArgumentsHost): unknown {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const refusal = this.refusalFor(exception, request, reply);
    if (refusal.code === 'internal_error') this.logger.error(exception);
    if (reply.sent || reply.raw.headersSent) return reply.raw.destroy();
    const body = problemOf(refusal);
    return reply
      .code(body.status)
      .headers(headersOf(refusal, request.headers.authorization !== undefined))
      .headers(exception instanceof ProblemException ? exception.headers : {})
      .type('application/problem+json')
      .send(JSON.stringify(body));
  }

  /** A path that is known by another method is 405 with `Allow`. */
  private refusalFor(
    exception: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): ReturnType<typeof refusalOf> {
    if (!request.is404) return refusalOf(exception);
    const allowed = this.routes.methodsOf(request.url);
    if (allowed.length === 0) return { code: 'not_found' };
    reply.header('allow', allowed.join(', '));
    return { code: 'method_not_allowed' };
  }
}
