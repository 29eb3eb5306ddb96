import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from './install.mjs';
import { ROOT, run } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';
import { transpileModules } from './transpile.mjs';

// Writes docs/openapi.json, docs/asyncapi.json and docs/schemas/ as a gateway that is started for this tells them, and the client's
// types from the former.
await goOnWithSupportedNode();
await installPackages();
await transpileModules();
const { ALL_EVENT_TYPES } = await import('../libs/domain/dist/index.js');
const { freePort, locateNatsServer, startNats } = await import('../libs/servers/dist/index.js');
const dataDir = await mkdtemp(join(tmpdir(), 'meshpair-openapi-'));
const program = await locateNatsServer(join(ROOT, 'node_modules/.cache/meshpair-servers'), console.log);
const nats = await startNats({ program, dataDir });
const port = String(await freePort());
const gateway = fork(join(ROOT, 'apps/gateway/dist/main.js'), {
  env: { ...process.env, NATS_URL: nats.url, HOST: '127.0.0.1', PORT: port, LOG_LEVEL: 'warn' },
});
const exited = once(gateway, 'exit');
try {
  await Promise.race([once(gateway, 'message'), exited]);
  await rm(join(ROOT, 'docs/schemas'), { recursive: true, force: true });
  await mkdir(join(ROOT, 'docs/schemas'));
  const schemas = ALL_EVENT_TYPES.map((type) => `schemas/${type}.json`);
  for (const name of ['openapi.json', 'asyncapi.json', ...schemas]) {
    const answer = await fetch(`http://127.0.0.1:${port}/${name}`);
    await writeFile(join(ROOT, 'docs', name), `${JSON.stringify(await answer.json(), null, 2)}\n`);
  }
  process.exitCode = await run(process.execPath, ['libs/client/openapi-types.mjs']);
} finally {
  gateway.kill('SIGTERM');
  await exited;
  await nats.stop();
  await rm(dataDir, { recursive: true, force: true });
}
