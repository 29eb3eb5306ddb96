// As a whole: the Node that reads this first may not know `globSync` yet.
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import jestConfig, { SWC, withServers } from '../jest.config.mjs';
import { outcomeOf } from '../test/setup/safeguards-reporter.mjs';
import { installPackages } from './install.mjs';
import { JEST, readReport, WORKERS } from './jest.mjs';
import { COMPILE_CACHE, ROOT, runQuietly } from './run.mjs';
import { SAFEGUARDS, textsWithout } from './safeguards.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

/** @typedef {import('./safeguards.mjs').Safeguard} Safeguard */
/** @typedef {import('../test/setup/safeguards-reporter.mjs').FileResult} FileResult */
/** @typedef {ReturnType<typeof jestProject>} Project */
/** @typedef {Omit<FileResult, 'project'> & { waitsFor: number }} Outcome What the test files said, and how many have not yet. */

/** Told by who has just run the integration tests on these sources. */
const HAVE_JUST_RUN = '--integration-tests-have-just-run';

/** What fails with nothing taken away proves nothing. */
const WITH_ALL = 'With every safeguard';

/** @param {Safeguard} safeguard */
function testFilesOf({ project, tests }) {
  const files = fs.globSync(`{libs,apps}/*/src/**/*.${project}.spec.ts`, { cwd: ROOT });
  return files.filter((file) => new RegExp(tests).test(file));
}

/**
 * Test files that read the sources as they are without a safeguard.
 * @param {string} displayName
 * @param {string[]} files
 * @param {Pick<Safeguard, 'name' | 'edits' | 'isMigrated'>} safeguard
 */
function jestProject(displayName, files, safeguard) {
  textsWithout(safeguard);
  const transformer = '<rootDir>/test/setup/without-safeguard.mjs';
  return {
    ...withServers,
    displayName,
    rootDir: ROOT,
    roots: ['<rootDir>/libs', '<rootDir>/apps'],
    // The same for all: what one has transformed, the others find.
    id: 'safeguards',
    cacheDirectory: '<rootDir>/node_modules/.cache/jest',
    testMatch: files.map((file) => `<rootDir>/${file}`),
    transform: { '^.+\\.ts$': [transformer, { safeguard, swc: SWC }] },
    setupFiles: safeguard.isMigrated ? ['<rootDir>/test/setup/template-without-safeguard.mjs'] : [],
  };
}

/**
 * Runs the projects in one Jest, and tells what comes of each test file.
 * @param {Project[]} projects
 * @param {(result: FileResult) => void} onMessage
 */
function runProjects(projects, onMessage) {
  const config = {
    ...jestConfig,
    rootDir: ROOT,
    projects,
    maxWorkers: WORKERS.int,
    testSequencer: '<rootDir>/test/setup/as-listed.mjs',
    reporters: ['<rootDir>/test/setup/safeguards-reporter.mjs'],
  };
  const file = join(ROOT, 'node_modules/.cache/jest/safeguards.json');
  fs.mkdirSync(dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(config));
  const env = { NODE_COMPILE_CACHE: COMPILE_CACHE };
  return runQuietly(process.execPath, [...JEST, '--ci', '--config', file], { env, onMessage });
}

/**
 * Says what came of a project, and answers whether it is as it must be. A suite that does not even run proves nothing.
 * @param {string} name
 * @param {Outcome} outcome
 */
function judge(name, { waitsFor, passed, failed, errors }) {
  /** @type {[said: string, holds: boolean]} */
  let [said, holds] = [failed.length === 0 ? 'NOTHING FAILS' : `${failed.length} failed`, failed.length > 0];
  if (name === WITH_ALL)
    [said, holds] = [`${passed} passed, ${failed.length} failed`, passed > 0 && failed.length === 0];
  if (waitsFor > 0 || errors.length > 0) [said, holds] = ['THE TESTS DID NOT RUN', false];
  console.log([`\n${name}: ${said}`, ...failed.map((test) => `  ✗ ${test}`), ...errors].join('\n'));
  return holds;
}

/**
 * Says what comes of each project as soon as it is known; resolves with how many are not as they must be.
 * @param {Project[]} projects
 */
async function countBroken(projects) {
  let broken = 0;
  /** @type {Map<string, Outcome>} */
  const waiting = new Map(
    projects.map(({ displayName, testMatch }) => [
      displayName,
      { waitsFor: testMatch.length, passed: 0, failed: [], errors: [] },
    ]),
  );
  /**
   * @param {string} name
   * @param {Outcome} outcome
   */
  const end = (name, outcome) => {
    waiting.delete(name);
    if (!judge(name, outcome)) broken += 1;
  };
  const { output } = await runProjects(projects, ({ project, passed, failed, errors }) => {
    const outcome = /** @type {Outcome} */ (waiting.get(project));
    outcome.waitsFor -= 1;
    outcome.passed += passed;
    outcome.failed.push(...failed);
    outcome.errors.push(...errors);
    if (outcome.waitsFor === 0) end(project, outcome);
  });
  if (waiting.size > 0) console.log(output.slice(-4000));
  for (const [name, outcome] of waiting) end(name, outcome);
  return broken;
}

/**
 * What the integration tests that have just run say of the tests of the safeguards.
 * @param {Safeguard[]} safeguards
 */
function judgeLastRun(safeguards) {
  const tests = new RegExp(safeguards.map((safeguard) => safeguard.tests).join('|'));
  const results = readReport('int')
    .testResults.filter(({ name }) => tests.test(name))
    .flatMap(({ assertionResults }) => assertionResults);
  return judge(WITH_ALL, { waitsFor: 0, ...outcomeOf(results), errors: [] });
}

await goOnWithSupportedNode();
await installPackages();
const chosen = process.argv.slice(2).filter((argument) => argument !== HAVE_JUST_RUN);
const safeguards = SAFEGUARDS.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
const projects = safeguards.map((each) => jestProject(`Without ${each.name}`, testFilesOf(each), each));
if (projects.length === 0) throw new Error(`no safeguard is ${chosen.join(', nor ')}`);
let broken = 0;
if (process.argv.includes(HAVE_JUST_RUN)) broken += judgeLastRun(safeguards) ? 0 : 1;
else {
  const files = [...new Set(safeguards.flatMap(testFilesOf))];
  projects.unshift(jestProject(WITH_ALL, files, { name: WITH_ALL, edits: [], isMigrated: false }));
}
broken += await countBroken(projects);
process.exitCode = broken === 0 ? 0 : 1;
