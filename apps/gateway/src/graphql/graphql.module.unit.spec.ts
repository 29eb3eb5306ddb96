import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { accepted, refused, type Reply } from '@meshpair/contracts';
import { CommandBus } from '@meshpair/messaging';
import { OwnerAccess } from '../auth/owner-access.js';
import { appOf } from '../http/app-of.spec.js';
import { problem } from '../http/problem-exception.js';
import { GatewayGraphqlModule } from './graphql.module.js';

interface Answer {
  readonly code?: string;
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
}

const NODES = accepted({ items: [], nextCursor: null });
const registry: { reply: () => Reply<unknown>; asked: unknown[] } = { reply: () => NODES, asked: [] };

const access = {
  ownerOf: async ({ headers }: FastifyRequest) => {
    if (headers.authorization === undefined) throw problem('unauthorized');
    return { ownerId: 'o1', name: 'Ada' };
  },
};
const commands = {
  send: async (_command: unknown, request: unknown) => {
    registry.asked.push(request);
    return registry.reply();
  },
};

const providers = [
  { provide: OwnerAccess, useValue: access },
  { provide: CommandBus, useValue: commands },
];

@Global()
@Module({ providers, exports: providers })
class Surroundings {}

// What Nest and mercurius call, when, and with what.
describe('GraphQL', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    app = await appOf({ imports: [Surroundings, GatewayGraphqlModule] });
  });
  beforeEach(() => void Object.assign(registry, { reply: () => NODES, asked: [] }));
  afterAll(() => app.close());

  const ask = async (
    query: string,
    variables = {},
    headers: Record<string, string> = { authorization: 'x' },
  ) => {
    const payload = { query, variables };
    const answer = await app.inject({ method: 'POST', url: '/graphql', payload, headers });
    return { status: answer.statusCode, body: answer.json<Answer>() };
  };

  it('asks for the owner before it reads the query', async () => {
    expect(await ask('{ not graphql', {}, {})).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });

  it('hands the owner and the arguments on', async () => {
    const { status, body } = await ask('query ($first: Int!) { nodes(first: $first) { id } }', { first: 7 });
    expect([status, body, registry.asked]).toEqual([
      200,
      { data: { nodes: [] } },
      [{ ownerId: 'o1', limit: 7, after: undefined }],
    ]);
  });

  it('tells the status and the tags of a node', async () => {
    registry.reply = () => accepted({ items: [{ status: 'online', tags: ['guest'] }], nextCursor: null });
    const { body } = await ask('{ nodes(first: 1) { status tags } }');
    expect(body).toEqual({ data: { nodes: [{ status: 'online', tags: ['guest'] }] } });
  });

  it.each([
    ['is long', `{ nodes(first: 1) { ${'id '.repeat(1_000)} } }`, {}],
    [
      'has many fields of Query',
      `{ ${[...'abcdefghijk'].map((name) => `${name}: nodes { id }`).join(' ')} }`,
      {},
    ],
    [
      'costs much by its variables',
      `query ($n: Int!) { ${[...'abc'].map((name) => `${name}: nodes(first: $n) { ...F }`).join(' ')} }
       fragment F on Node { ${'a'.repeat(5_000)}: id ${'b'.repeat(5_000)}: id }`,
      { n: 100 },
    ],
  ])('refuses before it asks anything what %s', async (_what, query, variables) => {
    const { status, body } = await ask(query, variables);
    expect([status, body.errors?.[0]?.extensions.code, registry.asked]).toEqual([
      400,
      'query_too_costly',
      [],
    ]);
  });

  it('names the argument that is wrong', async () => {
    const { body } = await ask('{ nodes(first: 101) { id } }');
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'first' }],
    });
  });

  it('says what is wrong with a query', async () => {
    for (const query of ['{ nodes { id ', '{ nothing }']) {
      const { status, body } = await ask(query);
      expect([status, body.data, body.errors?.length]).toEqual([400, null, 1]);
    }
  });

  it('refuses what is too long to be read as too large', async () => {
    const { body } = await ask(`{ nodes { ${'a'.repeat(20_000)}: id } }`);
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'payload_too_large', status: 413 });
  });

  it('tells a refusal by its problem, and a bug by none of its words', async () => {
    registry.reply = () => refused('service_unavailable');
    const refusal = await ask('{ nodes { id } }');
    expect([refusal.status, refusal.body.errors?.[0]?.extensions]).toEqual([
      200,
      expect.objectContaining({ code: 'service_unavailable', status: 503 }),
    ]);
    registry.reply = () => {
      throw new Error('not to be told');
    };
    const bug = await ask('{ nodes { id } }');
    expect(bug.body.errors?.[0]?.extensions.code).toBe('internal_error');
    expect(JSON.stringify(bug.body)).not.toContain('not to be told');
  });
});
