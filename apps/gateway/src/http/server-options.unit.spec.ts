import { expect, it } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { appOf } from './app-of.spec.js';
import { RouteTable } from './route-table.js';
import { GatewayAdapter, serverOptions } from './server-options.js';

it('limits bodies to 16 KiB, logs nothing and trusts no proxy unless told', () => {
  expect(serverOptions({ TRUST_PROXY: [] }, new RouteTable())).toMatchObject({
    bodyLimit: 16_384,
    logger: false,
    trustProxy: false,
  });
});

@Controller()
class Routes {
  @Get('bug')
  bug(): never {
    throw new Error('not to be told');
  }

  @Post('body')
  body(): string {
    return 'done';
  }
}

@Module({ controllers: [Routes] })
class RoutesModule {}

it('keeps the error handler of the server, which Nest would set anew', async () => {
  let calls = 0;
  class CountingAdapter extends GatewayAdapter {
    override setErrorHandler(): ReturnType<FastifyAdapter['setErrorHandler']> {
      calls += 1;
      return super.setErrorHandler();
    }
  }
  const adapter = new CountingAdapter();
  const server = adapter.getInstance<FastifyInstance>();
  const own = (): void => undefined;
  server.setErrorHandler(own);
  const app = await NestFactory.create(RoutesModule, adapter, { logger: false });
  await app.init();
  expect([calls, server.errorHandler.name]).toEqual([1, 'bound own']);
  await app.close();
});

it('answers with problems before a route and in it', async () => {
  const app = await appOf({ controllers: [Routes] });
  const post = (payload: string, type: string): ReturnType<typeof app.inject> =>
    app.inject({ method: 'POST', url: '/body', payload, headers: { 'content-type': type } });
  const answers = [
    await post('{bad', 'application/json'),
    await post('text', 'text/plain'),
    await app.inject('/bug'),
    await app.inject('/nowhere'),
    await app.inject('/body'),
  ];
  expect(answers.map((answer) => [answer.statusCode, answer.json<{ code: string }>().code])).toEqual([
    [400, 'invalid_request'],
    [415, 'unsupported_media_type'],
    [500, 'internal_error'],
    [404, 'not_found'],
    [405, 'method_not_allowed'],
  ]);
  expect(answers.at(-1)?.headers.allow).toBe('POST');
  await app.close();
});
