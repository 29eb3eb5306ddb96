import { Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { addBodyParsers } from './body-parsers.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';
import { RouteTable } from './route-table.js';
import { GatewayAdapter, serverOptions } from './server-options.js';
import { StrictInputGuard } from './strict-input.guard.js';
import { validationPipe } from './validation.pipe.js';

/** These parts behind the gateway's own adapter, guard, pipe and filter; asked by `inject`, without a socket. */
export async function appOf(
  parts: ModuleMetadata,
  adapter = new GatewayAdapter(serverOptions({ TRUST_PROXY: [] }, new RouteTable())),
): Promise<NestFastifyApplication> {
  const [server, routes] = [adapter.getInstance<FastifyInstance>(), new RouteTable()];
  addBodyParsers(server);
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, routes));
  @Module(parts)
  class Parts {}
  const app = await NestFactory.create<NestFastifyApplication>(Parts, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  app.useGlobalPipes(validationPipe());
  app.useGlobalGuards(new StrictInputGuard());
  app.useGlobalFilters(new ProblemFilter(routes));
  await app.init();
  return app;
}
