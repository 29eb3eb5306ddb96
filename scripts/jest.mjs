import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPackages } from './install.mjs';
import { COMPILE_CACHE, ROOT, run } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

/**
 * What we read in a report of Jest's.
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {number} numRuntimeErrorTestSuites
 * @property {{ name: string, assertionResults: { title: string, fullName: string, status: string }[] }[]} testResults
 */

/**
 * Tests with servers also wait for them: more workers than cores keep the cores busy, the more where a test mostly waits.
 * @type {Record<string, number | undefined>}
 */
export const WORKERS = {
  int: Math.ceil(2.5 * availableParallelism()),
  e2e: Math.ceil(1.5 * availableParallelism()),
};

/** How Node starts Jest. */
export const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];

/** @param {string} project */
const reportOf = (project) => join(ROOT, `node_modules/.cache/jest-reports/${project}.json`);

/**
 * Runs one Jest project (`unit`, `int` or `e2e`) and keeps its report; resolves with the exit code.
 * @param {string} project
 * @param {string[]} args
 */
export async function runJest(project, args = []) {
  const report = reportOf(project);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const reporting = ['--selectProjects', project, '--ci', '--json', `--outputFile=${report}`];
  const workers = WORKERS[project] ? [`--maxWorkers=${WORKERS[project]}`] : [];
  // What the tests start, they start some hundred times.
  const env = { NODE_COMPILE_CACHE: COMPILE_CACHE };
  const code = await run(process.execPath, [...JEST, ...reporting, ...workers, ...args], { env });
  const { skipped } = countTests(project);
  if (skipped > 0) console.error(`${skipped} ${project} tests were skipped; a test passes or fails`);
  return code === 0 && skipped > 0 ? 1 : code;
}

/**
 * The report of a project's last run.
 * @param {string} project
 * @returns {Report}
 */
export const readReport = (project) => JSON.parse(readFileSync(reportOf(project), 'utf8'));

/**
 * The counts of the last run; a run without a report has failed once.
 * @param {string} project
 */
export function countTests(project) {
  try {
    const report = readReport(project);
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await goOnWithSupportedNode();
  await installPackages();
  const [project, ...args] = /** @type {[string, ...string[]]} */ (process.argv.slice(2));
  process.exit(await runJest(project, args));
}
