import { fileURLToPath } from 'node:url';
import fastifyCookie from '@fastify/cookie';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Readiness } from '@meshpair/service';
import { requireSettings, type Settings } from '@meshpair/settings';
import { serveDocs } from './docs/openapi.js';
import { GatewayModule } from './gateway.module.js';
import { HealthController } from './health/health.controller.js';
import { logAccess } from './http/access-log.js';
import { refuseOtherHosts } from './http/allowed-hosts.js';
import { addBodyParsers } from './http/body-parsers.js';
import { ProblemFilter, sendProblem } from './http/problem.filter.js';
import { RequestsInFlight } from './http/requests-in-flight.js';
import { RouteTable } from './http/route-table.js';
import { securityHeaders } from './http/security-headers.js';
import { GatewayAdapter, serverOptions } from './http/server-options.js';
import { UnreadableRequests } from './http/slow-clients.js';
import { StrictInputGuard } from './http/strict-input.guard.js';
import { validationPipe } from './http/validation.pipe.js';
import { GatewayMetrics } from './metrics/gateway-metrics.js';
import { PUBLIC_FOLDER } from './own-package.js';
import { RefusalCounts } from './refusals/refusal-counts.js';
import { serveStaticFiles } from './static/static-files.js';
import { GatewayTls } from './tls/gateway-tls.js';

export interface GatewayContext {
  readonly settings: Settings;
  readonly readiness: Readiness;
  readonly logger: LoggerService;
  /** Where the console's build is; beside this program unless told. */
  readonly publicFolder?: string;
}

/** Builds the gateway, ready to `listen`. Throws a `SettingsError` without `NATS_URL`, or for a bad proxy or certificate. */
export async function createGateway(context: GatewayContext): Promise<NestFastifyApplication> {
  const settings = requireSettings(context.settings, 'NATS_URL');
  const { logger, readiness, publicFolder = fileURLToPath(PUBLIC_FOLDER) } = context;
  const [routes, metrics, tls] = [new RouteTable(), new GatewayMetrics(), new GatewayTls(settings)];
  const https = await tls.options();
  const unreadable = new UnreadableRequests();
  const options = { ...serverOptions(settings, routes), clientErrorHandler: unreadable.answer };
  const adapter = new GatewayAdapter({ ...options, ...(https && { https }) });
  const server = adapter.getInstance<FastifyInstance>();
  const [requests, refusals] = [new RequestsInFlight(), new RefusalCounts()];
  prepareServer(server, routes, settings, logger);
  unreadable.watch(server);
  requests.watch(server);
  metrics.watch(server);
  refusals.watch(server);
  tls.follow(server, logger);
  serveStaticFiles(server, publicFolder);

  const parts = { settings, readiness, routes, requests, metrics, refusals, publicFolder };
  const module = GatewayModule.forRoot(parts);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalGuards(new StrictInputGuard());
  app.useGlobalFilters(new ProblemFilter(routes));
  serveDocs(app, server);
  await app.init();
  readiness.needs(() => app.get(HealthController, { strict: false }).missingParts());
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
  // Cookies are parsed where a page asks for them, not for every request.
  void server.register(fastifyCookie, { hook: false });
  // What fails before a route of Nest's is reached: parsers, limits, plugins.
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, routes));
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  const headers = securityHeaders(settings);
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
  refuseOtherHosts(server, settings, routes);
  // A connection whose last answer goes out during the shutdown must not be kept open after it.
  server.addHook('preClose', (done) => {
    server.server.keepAliveTimeout = 1;
    done();
  });
  logAccess(server, settings, logger);
}
