import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Readiness } from '@meshpair/service';
import { requireSettings, type Settings } from '@meshpair/settings';
import type { FastifyInstance } from 'fastify';
import { serveDocs } from './docs/serve-docs.js';
import { GatewayModule } from './gateway.module.js';
import { logAccess } from './http/access-log.js';
import { addBodyParsers } from './http/body-parsers.js';
import { GatewayAdapter } from './http/gateway-adapter.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RequestsInFlight } from './http/requests-in-flight.js';
import { RouteTable } from './http/route-table.js';
import { SECURITY_HEADERS } from './http/security-headers.js';
import { sendProblem } from './http/send-problem.js';
import { serverOptions } from './http/server-options.js';
import { StrictInputGuard } from './http/strict-input.guard.js';
import { validationPipe } from './http/validation.pipe.js';

export interface GatewayContext {
  readonly settings: Settings;
  readonly readiness: Readiness;
  readonly logger: LoggerService;
}

/** Builds the gateway, ready to `listen`. Throws a `SettingsError` without `NATS_URL` or with a bad `TRUST_PROXY`. */
export async function createGateway(context: GatewayContext): Promise<NestFastifyApplication> {
  const settings = requireSettings(context.settings, 'NATS_URL');
  const routes = new RouteTable();
  const adapter = new GatewayAdapter(serverOptions(settings, routes));
  const server = adapter.getInstance<FastifyInstance>();
  prepareServer(server, routes, settings, context.logger);
  const requests = new RequestsInFlight();
  requests.watch(server);

  const module = GatewayModule.forRoot({ settings, readiness: context.readiness, routes, requests });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: context.logger,
    abortOnError: false,
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalGuards(new StrictInputGuard());
  app.useGlobalFilters(new ProblemFilter(routes));
  serveDocs(app, server);
  await app.init();
  return app;
}

/** What holds for every request, whatever the route. */
function prepareServer(
  server: FastifyInstance,
  routes: RouteTable,
  settings: Settings,
  logger: LoggerService,
): void {
  addBodyParsers(server);
  // What fails before a route of Nest's is reached: parsers, limits, plugins.
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, routes));
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    done();
  });
  // A connection whose last answer goes out during the shutdown must not be kept open after it.
  server.addHook('preClose', (done) => {
    server.server.keepAliveTimeout = 1;
    done();
  });
  logAccess(server, settings, logger);
}
