import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, createParamDecorator, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { appOf } from './app-of.spec.js';

const Input = z.strictObject({ known: z.string() });
const Custom = createParamDecorator(() => 'custom');

@Controller()
class Routes {
  @Get('query/:id')
  query(
    @Custom() _custom: string,
    @Param('id') _id: string,
    @Query({ schema: Input }) query: unknown,
  ): unknown {
    return query;
  }

  @Post('body')
  @HttpCode(200)
  body(@Custom() _custom: string, @Body({ schema: Input }) body: unknown): unknown {
    return body;
  }

  @Post('none/:id')
  @HttpCode(200)
  none(@Custom() _custom: string, @Param('id') _id: string): string {
    return 'none';
  }
}

// What a route declares is read from where Nest keeps it.
describe('StrictInputGuard', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await appOf({ controllers: [Routes] });
  });
  afterAll(() => app.close());

  it.each([
    ['GET', '/query/1?known=a', undefined],
    ['POST', '/body', { known: 'a' }],
    ['POST', '/none/1', undefined],
    ['POST', '/none/1?', undefined],
  ] as const)('lets %s %s through to what it declares', async (method, url, payload) => {
    expect((await app.inject({ method, url, ...(payload && { payload }) })).statusCode).toBe(200);
  });

  it.each([
    ['GET', '/query/1?known=a&more=1', undefined, 'more'],
    ['POST', '/body', { known: 'a', more: 1 }, 'more'],
    ['POST', '/body?known=a', { known: 'a' }, 'known'],
    ['POST', '/none/1?known=a', undefined, 'known'],
    ['POST', '/none/1', { known: 'a' }, 'known'],
  ] as const)('refuses what %s %s does not declare, and names it', async (method, url, payload, field) => {
    const answer = await app.inject({ method, url, ...(payload && { payload }) });
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid_request', errors: [{ field, message: 'unknown field' }] }),
    ]);
  });
});
