import { installAndBuildOrExit } from './install.mjs';
import { startBuilt } from './start-built.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

// The same as `npx meshpair owners`, also before anything is installed.
await goOnWithSupportedNode();
await installAndBuildOrExit({ tools: false });
process.argv.splice(2, 0, 'owners');
await startBuilt('apps/cli/bundle/main.js');
