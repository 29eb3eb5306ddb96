import { installAndBuildOrExit } from './install.mjs';
import { startBuilt } from './start-built.mjs';

await installAndBuildOrExit();
await startBuilt('apps/launcher/dist/main.js');
