import cluster from 'node:cluster';
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';

/** A process for each core, as their guides advise: one alone would leave cores idle that our four services use. */
const PROCESSES = availableParallelism();

/** Of all processes together. */
const CONNECTIONS = 32;

export const connectionsPerProcess = Math.ceil(CONNECTIONS / PROCESSES);

/** @returns {never} */
export function missingSetting(/** @type {string} */ name) {
  throw new Error(`${name} is missing`);
}

const port = Number(process.env.PORT ?? missingSetting('PORT'));

export const baseUrl = `http://127.0.0.1:${port}`;

/**
 * Serves at 127.0.0.1:PORT with several processes, says by IPC when all of them listen, and leaves on SIGTERM or
 * when whoever started it is gone.
 * @param {object} program
 * @param {() => Promise<Record<string, string>>} program.prepare Runs once, first: what it returns is added to the
 *   environment of each process.
 * @param {() => Promise<import('node:http').RequestListener>} program.handler Runs in each process.
 */
export async function serve({ prepare, handler }) {
  if (cluster.isPrimary) await startProcesses(await prepare());
  else await listen(await handler());
}

/** @param {Record<string, string>} environment */
async function startProcesses(environment) {
  process.once('SIGTERM', () => process.exit(0));
  process.once('disconnect', () => process.exit(0));
  cluster.on('exit', () => process.exit(1));
  const listening = Array.from({ length: PROCESSES }, () => {
    const worker = cluster.fork(environment);
    return new Promise((resolve) => worker.once('listening', resolve));
  });
  await Promise.all(listening);
  process.send?.({ type: 'ready' });
}

/** @param {import('node:http').RequestListener} handler */
async function listen(handler) {
  const server = createServer({ keepAliveTimeout: 60_000 }, handler);
  server.listen(port, '127.0.0.1');
}
