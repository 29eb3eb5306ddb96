import { readReport, runJest } from './jest.mjs';
import { missingTests, readThreats } from './security-page.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

/** @param {string} text */
const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const PLACEHOLDER = /%[sidj]/;

/**
 * How many cases of a named test passed and failed in the report of its file.
 * @param {import('./security-page.mjs').NamedTest} test
 */
function outcomeOf({ file, project, name }) {
  const title = new RegExp(`^${name.split(PLACEHOLDER).map(escape).join('.+')}$`, 's');
  const cases = readReport(project)
    .testResults.filter((result) => result.name.endsWith(`/${file}`))
    .flatMap(({ assertionResults }) => assertionResults)
    .filter((each) => title.test(each.title));
  return {
    passed: cases.filter(({ status }) => status === 'passed').length,
    failed: cases.filter(({ status }) => status !== 'passed').length,
  };
}

await goOnWithSupportedNode();
const threats = readThreats();
const missing = missingTests(threats);
if (missing.length > 0) {
  console.error(missing.map((each) => `SECURITY.md: ${each}`).join('\n'));
  process.exit(1);
}

let failedRuns = 0;
for (const project of ['unit', 'int', 'e2e']) {
  const files = threats.flatMap(({ tests }) => tests.filter((test) => test.project === project));
  const paths = [...new Set(files.map(({ file }) => file))];
  if ((await runJest(project, ['--runTestsByPath', ...paths])) !== 0) failedRuns += 1;
}

let unproven = 0;
for (const { threat, tests } of threats) {
  const outcomes = tests.map((test) => ({ test, ...outcomeOf(test) }));
  const isProven = outcomes.every(({ passed, failed }) => passed > 0 && failed === 0);
  if (!isProven) unproven += 1;
  console.log(`${isProven ? '✓' : '✗'} ${threat}`);
  for (const { test, passed, failed } of outcomes)
    console.log(`    ${test.name}: ${passed} passed, ${failed} failed (${test.file})`);
}
console.log(`\n${threats.length} threats, ${unproven} unproven`);
process.exitCode = unproven === 0 && failedRuns === 0 ? 0 : 1;
