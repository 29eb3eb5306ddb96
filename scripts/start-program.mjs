import { installAndBuildOrExit } from './install.mjs';
import { startBuilt } from './start-built.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

const PROGRAMS = {
  keeper: 'apps/keeper/bundle/main.js',
  gateway: 'apps/gateway/bundle/main.js',
  pairing: 'apps/pairing/bundle/main.js',
  registry: 'apps/registry/bundle/main.js',
  'cleanup-worker': 'apps/cleanup-worker/bundle/main.js',
  audit: 'apps/audit/bundle/main.js',
  webhooks: 'apps/webhooks/bundle/main.js',
  migrate: 'apps/launcher/bundle/migrate.js',
  'rotate-secret': 'apps/launcher/bundle/rotate-secret.js',
  bench: 'bench/dist/main.js',
  'bench-flat': 'bench/dist/flat.js',
  'bench-scale': 'bench/dist/scale.js',
  faults: 'test/faults/dist/main.js',
};

const name = process.argv[2];
if (!Object.hasOwn(PROGRAMS, name ?? '')) {
  console.error(`Usage: node scripts/start-program.mjs ${Object.keys(PROGRAMS).join('|')}`);
  process.exit(2);
}
// The other Node gets this same command line: the name leaves it only afterwards.
await goOnWithSupportedNode();
process.argv.splice(2, 1);
await installAndBuildOrExit({ tools: false });
await startBuilt(PROGRAMS[/** @type {keyof typeof PROGRAMS} */ (name)]);
