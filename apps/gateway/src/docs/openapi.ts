import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problem, PROBLEMS } from '@meshpair/contracts';
import { ALL_EVENT_TYPES, AUDIT_KEY_FORM, OWNER_KEY_FORM } from '@meshpair/domain';
import { roleFor } from '../auth/route-roles.js';
import { CONSOLE_COOKIE } from '../console/console-cookie.js';
import { problemOf } from '../http/problem-of.js';
import { VERSION } from '../own-package.js';
import { html } from '../pages/html.js';
import { asyncApi } from './asyncapi.js';
import { Components } from './components.js';
import type { Access } from './describe.decorator.js';
import { eventSchema } from './event-schemas.js';

const TAGS = {
  pairing: 'Pairing a device, from the code to its tokens',
  nodes: 'The owner’s nodes',
  me: 'A device and its peers',
  tokens: 'The tokens of devices',
  oauth: 'Pairing by OAuth’s device flow (RFC 8628)',
  audit: 'What has happened',
  webhooks: 'Being told what happens',
  console: 'The owner’s console',
  owner: 'The owner’s keys and passkeys, and the consoles that are signed in',
  owners: 'The owners, for those of them who are marked admin',
  people: 'The people of the mesh, and who is invited to it',
  'setup-keys': 'What devices join with that nobody watches',
  join: 'The pages that a device sees',
  pages: 'The page that an owner sees',
  graphql: 'The nodes by GraphQL',
  health: 'Whether it works, and how well',
};

const bearer = (description: string, bearerFormat?: string): SecurityScheme => ({
  type: 'http',
  scheme: 'bearer',
  ...(bearerFormat !== undefined && { bearerFormat }),
  description,
});

type SecurityScheme = Parameters<DocumentBuilder['addSecurity']>[1];

const SECURITY_SCHEMES: Readonly<Record<Access | 'console', SecurityScheme>> = {
  owner: bearer(
    'The key of the owner, or of a person of its mesh, `mpo_…`: `x-role` says which role a route takes',
    OWNER_KEY_FORM,
  ),
  auditor: bearer('An auditor’s key, `mpa_…`: it reads the audit trail, and nothing else', AUDIT_KEY_FORM),
  claim: bearer('The claim secret that the device got when it connected'),
  session: bearer('The session token that the device claimed', 'JWT'),
  peer: bearer('The peer token that the device claimed or refreshed last', 'JWT'),
  console: {
    type: 'apiKey',
    in: 'cookie',
    name: CONSOLE_COOKIE,
    description: 'A signed-in console. What changes something needs an `Origin` of the gateway too.',
  },
};

/** The OpenAPI document of all routes, made from the schemas that validate them. */
function openApiOf(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Meshpair')
    .setDescription('Self-hosted device pairing for a private mesh.')
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'The gateway that this document came from');
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) builder.addSecurity(name, scheme);
  const config = builder.build();
  const components = new Components();
  // As input: a problem may have more fields (RFC 9457 §3.2).
  components.add(Problem, 'input');
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? { schema: components.add(schema, schemaType) } : undefined,
  });
  return {
    ...document,
    info: { ...document.info, contact: { name: 'Whoever runs this mesh' } },
    paths: withRoles({ ...document.paths, '/graphql': GRAPHQL_PATH }),
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, ...components.schemas },
    },
  };
}

type Paths = Record<string, Record<string, { readonly security?: readonly object[] }>>;

/** With the role that each route of an owner takes. */
function withRoles(paths: Paths): Paths {
  const ofPath = ([path, methods]: [string, Paths[string]]): [string, Paths[string]] => [
    path,
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => {
        const isOwners = operation.security?.some((each) => 'owner' in each) === true;
        const role = roleFor(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'));
        return [method, isOwners ? { ...operation, 'x-role': role } : operation];
      }),
    ),
  ];
  return Object.fromEntries(Object.entries(paths).map(ofPath));
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
    description: 'The cost of a query is bounded before it runs.',
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
    description: 'The cost of a query is bounded before it runs.',
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
      <link rel="stylesheet" href="/assets/docs.css" />
      <script src="/docs/assets/swagger-ui-bundle.js" defer></script>
      <script src="/assets/docs.js" defer></script>
    </head>
    <body>
      <nav class="way-back"><a href="/">Back to the console</a></nav>
      <div id="swagger-ui"></div>
    </body>
  </html>`.text;

/** Serves `/docs`, the two documents and each event's schema. What is described is so at the first request for it. */
export function serveDocs(app: INestApplication, server: FastifyInstance): void {
  server.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(DOCS_PAGE));
  const documents: Record<string, () => object> = {
    '/openapi.json': () => openApiOf(app),
    '/asyncapi.json': asyncApi,
    ...Object.fromEntries(ALL_EVENT_TYPES.map((type) => [`/schemas/${type}.json`, () => eventSchema(type)])),
  };
  for (const [path, make] of Object.entries(documents)) {
    let document: string | undefined;
    server.get(path, (_request, reply) => {
      document ??= JSON.stringify(make());
      return reply.type('application/json; charset=utf-8').send(document);
    });
  }
}
