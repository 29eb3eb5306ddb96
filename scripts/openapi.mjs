import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installAndBuildOrExit } from './install.mjs';
import { ROOT, run } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

// Writes the console's types from the document of a gateway that is started for this.
await goOnWithSupportedNode();
await installAndBuildOrExit();
const { freePort, locateNatsServer, startNats } = await import('../libs/servers/dist/index.js');
const dataDir = await mkdtemp(join(tmpdir(), 'meshpair-openapi-'));
const program = await locateNatsServer(join(ROOT, 'node_modules/.cache/meshpair-servers'), console.log);
const nats = await startNats({ program, dataDir });
const port = String(await freePort());
const gateway = fork(join(ROOT, 'apps/gateway/bundle/main.js'), {
  env: { ...process.env, NATS_URL: nats.url, HOST: '127.0.0.1', PORT: port, LOG_LEVEL: 'warn' },
});
const exited = once(gateway, 'exit');
try {
  await Promise.race([once(gateway, 'message'), exited]);
  process.exitCode = await run(process.execPath, [
    'apps/console/openapi-types.mjs',
    `http://127.0.0.1:${port}/openapi.json`,
  ]);
} finally {
  gateway.kill('SIGTERM');
  await exited;
  await nats.stop();
  await rm(dataDir, { recursive: true, force: true });
}
