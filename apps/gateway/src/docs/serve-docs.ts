import fastifyStatic from '@fastify/static';
import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { html } from '../join/html.js';
import { openApiOf } from './openapi.js';

const OWN_ASSETS = fileURLToPath(new URL('../../assets/', import.meta.url));
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const SWAGGER_FILES: ReadonlySet<string> = new Set([
  '/swagger-ui-bundle.js',
  '/swagger-ui.css',
  '/favicon-32x32.png',
]);

const CACHE_CONTROL = 'public, max-age=3600';

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

/** Serves `/assets`, `/docs` and `/openapi.json`. The document is made at the first request for it. */
export function serveDocs(app: INestApplication, server: FastifyInstance): void {
  const setHeaders = (reply: FastifyReply): void => void reply.header('cache-control', CACHE_CONTROL);
  void server.register(fastifyStatic, {
    root: OWN_ASSETS,
    prefix: '/assets/',
    index: false,
    cacheControl: false,
    setHeaders,
  });
  void server.register(fastifyStatic, {
    root: SWAGGER_UI,
    prefix: '/docs/assets/',
    index: false,
    cacheControl: false,
    decorateReply: false,
    allowedPath: (path) => SWAGGER_FILES.has(path),
    setHeaders,
  });
  server.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(DOCS_PAGE));
  let document: string | undefined;
  server.get('/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(openApiOf(app));
    return reply.type('application/json; charset=utf-8').send(document);
  });
}
