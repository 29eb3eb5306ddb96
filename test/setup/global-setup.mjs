import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole } from '../../scripts/build-console.mjs';
import { bundlePrograms } from '../../scripts/bundle.mjs';
import { transpileModules } from '../../scripts/transpile.mjs';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** @typedef {{ meshpairTestServers?: { stop(): Promise<void> } }} Shared What the teardown finds. */

/** Builds what has changed, and starts the servers once for the whole run; whoever started the run may have done both. */
export default async function globalSetup() {
  if (process.env.MESHPAIR_TEST_POSTGRES_URL !== undefined) return;
  await transpileModules();
  await bundlePrograms();
  const pages = await buildConsole();
  if (pages.code !== 0) throw new Error(`The pages cannot be built:\n${pages.output}`);
  const { startServers } = await import('../../libs/testing/dist/test-servers.js');
  /** @type {Shared} */ (globalThis).meshpairTestServers = await startServers({ repository });
}
