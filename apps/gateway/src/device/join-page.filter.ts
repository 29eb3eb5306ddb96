import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEMS } from '@meshpair/contracts';
import type { Translate } from '@meshpair/words';
import { sendProblem } from '../http/problem.filter.js';
import { headersOf, refusalOf } from '../http/problem-of.js';
import { RouteTable } from '../http/route-table.js';
import type { DevicePage } from '../pages/device-page.js';
import { DevicePages, wantsPage } from '../pages/device-pages.js';
import { sessionTokenOf } from './device-cookies.js';
import { refusalPage } from './join/join-pages.js';

const logger = new Logger('JoinPage');

/** Shows a browser what a page's route throws; every other client gets the problem. */
@Catch()
export class JoinPageFilter implements ExceptionFilter {
  constructor(
    private readonly pages: DevicePages,
    private readonly routes: RouteTable,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    if (!wantsPage(request) || reply.sent) return sendProblem(exception, request, reply, this.routes);
    const refusal = refusalOf(exception);
    if (refusal.code === 'internal_error') logger.error(exception);
    // A page asks for no bearer token.
    if (refusal.code !== 'unauthorized') void reply.headers(headersOf(refusal));
    const context = {
      ...(request.method === 'GET' && { retryPath: request.url }),
      isNode: sessionTokenOf(request) !== undefined && refusal.code !== 'unauthorized',
    };
    const page = (t: Translate): DevicePage => refusalPage(t, refusal.code, context);
    this.pages.send(request, reply, page, PROBLEMS[refusal.code].status);
  }
}
