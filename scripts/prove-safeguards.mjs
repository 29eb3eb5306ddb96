import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport, WORKERS_WITH_SERVERS } from './jest.mjs';
import { ROOT, runQuietly, runTool } from './run.mjs';
import { SAFEGUARDS, textsWithout } from './safeguards.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

/** @typedef {import('./safeguards.mjs').Safeguard} Safeguard */
/** @typedef {(base: string) => Promise<{ lines: string[], holds: boolean }>} Job */

/**
 * Copies what git knows of and the builds of the libraries, and links the installed packages; the workspaces' own names
 * lead into the copy.
 * @param {string} base
 */
function copyRepository(base) {
  const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
  const builds = readdirSync(join(ROOT, 'libs')).map((name) => `libs/${name}/dist`);
  for (const path of [...stdout.split('\0').filter(Boolean), ...builds])
    cpSync(join(ROOT, path), join(base, path), { recursive: true });
  /**
   * @param {string} place
   * @param {string[]} path
   */
  const modules = (place, ...path) => join(place, 'node_modules', ...path);
  mkdirSync(modules(base, '@meshpair'), { recursive: true });
  for (const name of readdirSync(modules(ROOT)).filter((each) => !['@meshpair', '.cache'].includes(each)))
    symlinkSync(modules(ROOT, name), modules(base, name));
  for (const parent of ['libs', 'apps'])
    for (const name of readdirSync(join(base, parent)))
      symlinkSync(join(base, parent, name), modules(base, '@meshpair', name));
  mkdirSync(modules(base, '.cache'));
  symlinkSync(modules(ROOT, '.cache/meshpair-servers'), modules(base, '.cache/meshpair-servers'));
}

/**
 * Has the copy's migrations make a template for test databases; resolves with its name.
 * @param {string} base
 */
async function migratedTemplate(base) {
  const name = uniqueName('template');
  const make = `import { createTemplate } from './libs/testing/dist/index.js';
    await createTemplate(process.env.${TEST_ENVIRONMENT.postgresUrl}, '${name}');`;
  for (const args of [
    [join(ROOT, 'node_modules/typescript-native/bin/tsc'), '-b', 'libs/persistence'],
    ['--input-type=module', '--eval', make],
  ]) {
    const { code, output } = await runQuietly(process.execPath, args, { cwd: base });
    if (code !== 0) throw new Error(`the migrations did not run:\n${output}`);
  }
  return name;
}

/**
 * Runs tests in the copy; answers how many passed and failed. A suite that does not even run proves nothing.
 * @param {string} base
 * @param {Omit<Safeguard, 'name' | 'edits'>} safeguard
 */
async function runTests(base, { project, tests, isMigrated }) {
  const env = isMigrated ? { [TEST_ENVIRONMENT.template]: await migratedTemplate(base) } : {};
  const { output } = await runQuietly(process.execPath, ['scripts/jest.mjs', project, tests], {
    cwd: base,
    env,
  });
  const reportFile = join(base, `node_modules/.cache/jest-reports/${project}.json`);
  /** @type {import('./jest.mjs').Report} */
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    throw new Error(`the tests did not run:\n${output.slice(-4000)}`);
  }
  if (report.numRuntimeErrorTestSuites > 0) throw new Error(`a suite did not run:\n${output.slice(-4000)}`);
  return outcomeOf(report, tests);
}

/**
 * What a report says of some test files.
 * @param {import('./jest.mjs').Report} report
 * @param {string} tests
 */
function outcomeOf({ testResults }, tests) {
  const results = testResults
    .filter(({ name }) => new RegExp(tests).test(name))
    .flatMap(({ assertionResults }) => assertionResults);
  /** @param {string} wanted */
  const namesOf = (wanted) =>
    results.filter(({ status }) => status === wanted).map(({ fullName }) => fullName);
  return { passed: namesOf('passed').length, failed: namesOf('failed') };
}

/**
 * Replaces each text, runs the tests, and puts the files back.
 * @param {string} base
 * @param {Safeguard} safeguard
 */
async function withoutSafeguard(base, safeguard) {
  const files = textsWithout(base, safeguard);
  try {
    for (const [file, { edited }] of files) writeFileSync(file, edited);
    return await runTests(base, safeguard);
  } finally {
    for (const [file, { original }] of files) writeFileSync(file, original);
  }
}

/** Told by who has just run the integration tests on these sources. */
const HAVE_JUST_RUN = '--integration-tests-have-just-run';

/** @param {string} test */
const crossed = (test) => `  ✗ ${test}`;

/**
 * The whole of the tests, with every safeguard: what fails then proves nothing. Here they have just run (`npm test`), or
 * they run in the copy.
 * @param {string} base
 * @param {Safeguard[]} safeguards
 */
async function withEverySafeguard(base, safeguards) {
  const tests = [...new Set(safeguards.map((safeguard) => safeguard.tests))].join('|');
  const { passed, failed } = hasJustRun
    ? outcomeOf(readReport('int'), tests)
    : await runTests(base, { project: 'int', tests, isMigrated: false });
  return {
    lines: [`With every safeguard: ${passed} passed, ${failed.length} failed`, ...failed.map(crossed)],
    holds: failed.length === 0,
  };
}

/**
 * @param {string} base
 * @param {Safeguard} safeguard
 */
async function proof(base, safeguard) {
  const { failed } = await withoutSafeguard(base, safeguard);
  const count = failed.length === 0 ? 'NOTHING FAILS' : `${failed.length} failed`;
  const lines = [`\nWithout ${safeguard.name}: ${count}`, ...failed.map(crossed)];
  return { lines, holds: failed.length > 0 };
}

/**
 * Runs the jobs in a few copies at once, and prints what they say as they end.
 * @param {Job[]} jobs
 */
async function inCopies(jobs) {
  const waiting = [...jobs];
  let broken = 0;
  const work = async () => {
    const base = mkdtempSync(join(tmpdir(), 'meshpair-safeguards-'));
    try {
      copyRepository(base);
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const { lines, holds } = await job(base);
        if (!holds) broken += 1;
        lines.forEach((line) => console.log(line));
      }
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: Math.min(WORKERS_WITH_SERVERS, jobs.length) }, work));
  return broken;
}

await goOnWithSupportedNode();
const chosen = process.argv.slice(2).filter((argument) => argument !== HAVE_JUST_RUN);
const hasJustRun = process.argv.includes(HAVE_JUST_RUN);
const safeguards = SAFEGUARDS.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
const built = await runTool('typescript-native/bin/tsc', ['-b', 'tsconfig.build.json']);
if (built !== 0) process.exit(built);
const { startServers, TEST_ENVIRONMENT, uniqueName } = await import('../libs/testing/dist/index.js');
const servers = await startServers({ repository: ROOT });
try {
  const broken = await inCopies([
    (base) => withEverySafeguard(base, safeguards),
    ...safeguards.map((safeguard) => /** @type {Job} */ (base) => proof(base, safeguard)),
  ]);
  process.exitCode = broken === 0 ? 0 : 1;
} finally {
  await servers.stop();
}
