import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { html } from '../pages/html.js';
import { openApiOf } from './openapi.js';

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
