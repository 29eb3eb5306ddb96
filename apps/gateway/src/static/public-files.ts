import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the console's build is put. */
export const PUBLIC_FOLDER = fileURLToPath(new URL('../../public/', import.meta.url));

/**
 * Serves the scripts, styles and pictures of a build: their names hold a hash of their content, so that they are
 * kept for ever. A `.br` or `.gz` beside a file is sent to those who take it.
 */
export function servePublicFiles(server: FastifyInstance, folder: string): void {
  const root = join(folder, 'assets');
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
