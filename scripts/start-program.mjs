import { installAndBuildOrExit } from './install.mjs';
import { startBuilt } from './start-built.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

const PROGRAMS = {
  keeper: 'apps/keeper/dist/main.js',
  gateway: 'apps/gateway/dist/main.js',
  pairing: 'apps/pairing/dist/main.js',
  registry: 'apps/registry/dist/main.js',
  'cleanup-worker': 'apps/cleanup-worker/dist/main.js',
  migrate: 'apps/launcher/dist/migrate.js',
  'rotate-secret': 'apps/launcher/dist/rotate-secret.js',
  bench: 'bench/dist/main.js',
  'bench-flat': 'bench/dist/flat.js',
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
await installAndBuildOrExit();
await startBuilt(PROGRAMS[/** @type {keyof typeof PROGRAMS} */ (name)]);
