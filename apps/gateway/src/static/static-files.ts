import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { ASSETS_FOLDER } from '../own-package.js';

const ASSETS = fileURLToPath(ASSETS_FOLDER);
const SWAGGER_UI = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));

/** The folder of each file that is served by a name of its own. */
const FOLDERS: Readonly<Record<string, string>> = {
  '/assets/docs.css': ASSETS,
  '/assets/docs.js': ASSETS,
  '/assets/pages.css': ASSETS,
  '/docs/assets/favicon-32x32.png': SWAGGER_UI,
  '/docs/assets/swagger-ui-bundle.js': SWAGGER_UI,
  '/docs/assets/swagger-ui.css': SWAGGER_UI,
};

/** What a build has outside its assets: pages, and systems that install the console, know these by their names. */
const PUBLIC_FILES = [
  '/theme.js',
  '/manifest.webmanifest',
  '/service-worker.js',
  '/icons/apple-touch-icon.png',
  '/icons/icon-192.png',
  '/icons/icon-512.png',
  '/icons/maskable-192.png',
  '/icons/maskable-512.png',
];

/**
 * Serves the scripts, styles and pictures of a build: their names hold a hash of their content, so that they are
 * kept for ever. A `.br` or `.gz` beside a file is sent to those who take it. All others are named one by one, and
 * kept for an hour.
 */
export function serveStaticFiles(server: FastifyInstance, publicFolder: string): void {
  void server.register(fastifyStatic, { serve: false, maxAge: '1h' });
  for (const [path, folder] of Object.entries(FOLDERS)) {
    server.get(path, (_request, reply) => reply.sendFile(basename(path), folder));
  }
  for (const path of PUBLIC_FILES) {
    server.get(path, (_request, reply) => reply.sendFile(path, publicFolder));
  }
  const root = join(publicFolder, 'assets');
  if (!existsSync(root)) return;
  void server.register(fastifyStatic, {
    root,
    prefix: '/assets/',
    index: false,
    dotfiles: 'ignore',
    decorateReply: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
  });
}

/** A page of the build, by its file name; undefined when it has not been built. */
export async function readPublicPage(folder: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
