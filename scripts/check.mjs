import { installAndBuildOrExit } from './install.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

await goOnWithSupportedNode();
await installAndBuildOrExit();
const { CHECKS, runSteps } = await import('./steps.mjs');
const outcomes = await runSteps(CHECKS, { stopAtFailure: true });
const failed = outcomes.find(({ passed }) => !passed);
console.log(failed ? `\nThe check fails at: ${failed.name}` : '\nThe check passes');
process.exit(failed ? 1 : 0);
