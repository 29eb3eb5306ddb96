import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Readiness } from '@meshpair/service';
import { requireSettings, type Settings } from '@meshpair/settings';
import type { FastifyInstance } from 'fastify';
import { OwnerAuthenticator } from './auth/owner-authenticator.js';
import { serveDocs } from './docs/serve-docs.js';
import { GatewayModule } from './gateway.module.js';
import { guardGraphql } from './graphql/graphql-auth.js';
import { logAccess } from './http/access-log.js';
import { addBodyParsers } from './http/body-parsers.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { SECURITY_HEADERS } from './http/security-headers.js';
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
  const adapter = new FastifyAdapter(serverOptions(settings));
  const server = adapter.getInstance() as unknown as FastifyInstance;
  prepareServer(server, routes, settings, context.logger);
  guardGraphql(server, () => app.get(OwnerAuthenticator));

  const module = GatewayModule.forRoot({ settings, readiness: context.readiness, routes });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: context.logger,
    abortOnError: false,
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalGuards(new StrictInputGuard());
  app.useGlobalFilters(new ProblemFilter(routes));
  await serveDocs(app, server);
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
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    done();
  });
  logAccess(server, settings, logger);
}
