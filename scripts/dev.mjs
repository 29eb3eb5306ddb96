import { installAndBuildOrExit } from './install.mjs';
import { runTool } from './run.mjs';
import { TYPES_OF_THE_BUILD } from './steps.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';
import { forgetModules } from './transpile.mjs';

// Starts one service and starts it anew whenever one of its files changes. What it imports from libs is built once.
await goOnWithSupportedNode();
await installAndBuildOrExit();
const checked = await runTool('typescript-native/bin/tsc', TYPES_OF_THE_BUILD);
if (checked !== 0) process.exit(checked);
forgetModules();
const service = /** @type {string} */ (process.argv[2]);
const watched = ['start', service, '--watch', '--preserveWatchOutput', '--exec', process.execPath];
process.exitCode = await runTool('@nestjs/cli/bin/nest.js', watched);
