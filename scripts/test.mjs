import { installAndBuildOrExit } from './install.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';
import { whatRootMustBring } from './without-root.mjs';

await goOnWithSupportedNode();
const missing = whatRootMustBring();
if (missing !== undefined) console.error(missing);
await installAndBuildOrExit();
const { BEYOND, CHECKS, runSteps } = await import('./steps.mjs');
const outcomes = await runSteps([...CHECKS, ...BEYOND], { stopAtFailure: false });

console.log('\nWhat ran:');
for (const { name, passed, seconds, counts } of outcomes) {
  const tests = counts ? `, ${counts.passed} tests passed, ${counts.failed} failed` : '';
  console.log(`  ${passed ? '✓' : '✗'} ${name} (${seconds} s${tests})`);
}

const passed = outcomes.reduce((sum, { counts }) => sum + (counts?.passed ?? 0), 0);
// A step that fails without a failed test (lint, a coverage threshold) is a failure all the same.
/** @param {import('./steps.mjs').StepOutcome} outcome */
const failuresOf = (outcome) => Math.max(outcome.counts?.failed ?? 0, outcome.passed ? 0 : 1);
const failed = outcomes.reduce((sum, outcome) => sum + failuresOf(outcome), 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
