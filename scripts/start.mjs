import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installAndBuildOrExit } from './install.mjs';
import { ROOT } from './run.mjs';
import { startBuilt } from './start-built.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

/** @param {string} file */
const read = (file) => readFileSync(join(ROOT, file), 'utf8');
/** @param {string[]} flags */
const isAsked = (...flags) => process.argv.slice(2).some((argument) => flags.includes(argument));

if (isAsked('--help', '-h')) {
  console.log(read('apps/launcher/usage.txt'));
} else if (isAsked('--version')) {
  console.log(JSON.parse(read('package.json')).version);
} else {
  await goOnWithSupportedNode();
  await installAndBuildOrExit({ tools: false });
  await startBuilt('apps/launcher/bundle/main.js');
}
