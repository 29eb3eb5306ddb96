import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './install.mjs';
import { ROOT, runTool } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

// Runs a file of a package, which is installed where it is missing: node scripts/tool.mjs oxlint/bin/oxlint …
await goOnWithSupportedNode();
const [file, ...args] = /** @type {[string, ...string[]]} */ (process.argv.slice(2));
if (!existsSync(join(ROOT, 'node_modules', file))) await installPackages();
process.exitCode = await runTool(file, args);
