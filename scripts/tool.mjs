import { runTool } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

// Runs a file of an installed package: node scripts/tool.mjs eslint/bin/eslint.js …
await goOnWithSupportedNode();
const [file, ...args] = /** @type {[string, ...string[]]} */ (process.argv.slice(2));
process.exitCode = await runTool(file, args);
