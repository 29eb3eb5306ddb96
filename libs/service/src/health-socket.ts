import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import type { Readiness } from './readiness.js';

/**
 * Tells whoever connects to the unix socket what keeps this process from working, as a JSON array of names, and hangs
 * up: `ask-health.ts` is the other side. It keeps no process alive.
 */
export async function serveHealth(path: string, readiness: Pick<Readiness, 'missing'>): Promise<Server> {
  // Of a process that was killed.
  await rm(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    readiness.missing().then(
      (missing) => socket.end(JSON.stringify(missing)),
      () => socket.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return server.unref();
}
