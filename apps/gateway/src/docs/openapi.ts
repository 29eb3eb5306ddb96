import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problem, PROBLEMS } from '@meshpair/contracts';
import { CONSOLE_COOKIE } from '../console/console-cookie.js';
import { problemOf } from '../http/problem-of.js';
import { VERSION } from '../own-package.js';
import { html } from '../pages/html.js';

/** The OpenAPI document of all routes, made from the schemas that validate them. */
function openApiOf(app: INestApplication): OpenAPIObject {
  const bearer = (description: string): { type: 'http'; scheme: string; description: string } => ({
    type: 'http',
    scheme: 'bearer',
    description,
  });
  const config = new DocumentBuilder()
    .setTitle('Meshpair')
    .setDescription('Self-hosted device pairing for a private mesh.')
    .setVersion(VERSION)
    .addBearerAuth(bearer('The owner’s key, `mpo_…`'), 'owner')
    .addBearerAuth(bearer('The claim secret that the device got when it connected'), 'claim')
    .addBearerAuth(bearer('The session token that the device claimed'), 'session')
    .addBearerAuth(bearer('The peer token that the device claimed or refreshed last'), 'peer')
    .addCookieAuth(
      CONSOLE_COOKIE,
      {
        type: 'apiKey',
        in: 'cookie',
        description: 'A signed-in console. What changes something needs an `Origin` of the gateway too.',
      },
      'console',
    )
    .build();
  const components = new Components();
  // As input: a problem may have more fields (RFC 9457 §3.2).
  components.add(Problem, 'input');
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${method}${controller.replace(/Controller$/, '')}`,
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? { schema: components.add(schema, schemaType) } : undefined,
  });
  return {
    ...document,
    paths: { ...document.paths, '/graphql': GRAPHQL_PATH },
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, ...components.schemas },
    },
  } as OpenAPIObject;
}

type JsonSchema = Record<string, unknown>;

/** The schemas that have a name of their own (`meta({ id })`): each stands once in the document, and is referred to. */
class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  /** The schema itself, or a reference to it when it has a name. */
  add(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const converted = z.toJSONSchema(schema, {
      target: 'openapi-3.0',
      io,
      unrepresentable: 'any',
      // Zod's `readonly` is for who reads the value here, OpenAPI's for who writes it there.
      override: ({ jsonSchema }) => delete jsonSchema.readOnly,
    });
    const text = JSON.stringify(converted).replaceAll('"#/definitions/', '"#/components/schemas/');
    const { definitions, ...own } = JSON.parse(text) as JsonSchema;
    Object.assign(this.schemas, definitions);
    return own;
  }
}

const GRAPHQL_ANSWER = {
  200: { description: 'GraphQL answer', content: { 'application/json': { schema: { type: 'object' } } } },
  400: {
    description: 'The query is not valid',
    content: { 'application/json': { schema: { type: 'object' } } },
  },
  401: {
    description: PROBLEMS.unauthorized.title,
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        example: problemOf({ code: 'unauthorized' }),
      },
    },
  },
};

const OWNER: Record<string, string[]>[] = [{ owner: [] }, { console: [] }];

const EXAMPLE_QUERY = '{ nodes { id name ip } }';

const GRAPHQL_PATH = {
  get: {
    operationId: 'queryGraphql',
    summary: 'GraphQL, read-only',
    tags: ['graphql'],
    security: OWNER,
    parameters: [
      { name: 'query', in: 'query', required: true, schema: { type: 'string' }, example: EXAMPLE_QUERY },
      { name: 'variables', in: 'query', required: false, schema: { type: 'string' } },
      { name: 'operationName', in: 'query', required: false, schema: { type: 'string' } },
    ],
    responses: GRAPHQL_ANSWER,
  },
  post: {
    operationId: 'postGraphql',
    summary: 'GraphQL, read-only',
    tags: ['graphql'],
    security: OWNER,
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['query'],
            properties: {
              query: { type: 'string' },
              variables: { type: 'object' },
              operationName: { type: 'string' },
            },
          },
          example: { query: EXAMPLE_QUERY },
        },
      },
    },
    responses: GRAPHQL_ANSWER,
  },
};

const DOCS_PAGE = html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Meshpair API</title>
      <link rel="icon" href="/docs/assets/favicon-32x32.png" />
      <link rel="stylesheet" href="/docs/assets/swagger-ui.css" />
      <script src="/docs/assets/swagger-ui-bundle.js" defer></script>
      <script src="/assets/docs.js" defer></script>
    </head>
    <body>
      <div id="swagger-ui"></div>
    </body>
  </html>`.text;

/** Serves `/docs` and `/openapi.json`. The document is made at the first request for it. */
export function serveDocs(app: INestApplication, server: FastifyInstance): void {
  server.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(DOCS_PAGE));
  let document: string | undefined;
  server.get('/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(openApiOf(app));
    return reply.type('application/json; charset=utf-8').send(document);
  });
}
