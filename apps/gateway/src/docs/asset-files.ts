import type { FastifyInstance } from 'fastify';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN = fileURLToPath(new URL('../../assets/', import.meta.url));
const SWAGGER_UI = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

/** Every file that is served, by its path. No other path leads to the disk. */
const FILES: Readonly<Record<string, string>> = {
  '/assets/docs.js': join(OWN, 'docs.js'),
  '/assets/pages.css': join(OWN, 'pages.css'),
  '/docs/assets/favicon-32x32.png': join(SWAGGER_UI, 'favicon-32x32.png'),
  '/docs/assets/swagger-ui-bundle.js': join(SWAGGER_UI, 'swagger-ui-bundle.js'),
  '/docs/assets/swagger-ui.css': join(SWAGGER_UI, 'swagger-ui.css'),
};

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
};

const CACHE_CONTROL = 'public, max-age=3600';

interface Asset {
  readonly content: Buffer;
  readonly etag: string;
}

/** Serves the scripts and styles of the pages; each file is read at the first request for it. */
export function serveAssets(server: FastifyInstance): void {
  const read = new Map<string, Promise<Asset>>();
  for (const [path, file] of Object.entries(FILES)) {
    server.get(path, async (request, reply) => {
      const asset = read.get(path) ?? readAsset(file);
      read.set(path, asset);
      const { content, etag } = await asset;
      void reply.headers({ etag, 'cache-control': CACHE_CONTROL });
      if (request.headers['if-none-match'] === etag) return reply.code(304).send();
      return reply.type(TYPES[extname(file)] ?? 'application/octet-stream').send(content);
    });
  }
}

async function readAsset(file: string): Promise<Asset> {
  const content = await readFile(file);
  return { content, etag: `"${createHash('sha256').update(content).digest('base64url')}"` };
}
