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
import { ROOT } from './run.mjs';
import { SAFEGUARDS } from './safeguards.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

/** Copies what git knows of, and links the installed packages; the workspaces' own names lead into the copy. */
function copyRepository(base) {
  const { stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
  for (const path of stdout.split('\0').filter(Boolean)) cpSync(join(ROOT, path), join(base, path));
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

/** Runs tests in the copy; answers how many passed and failed. A suite that does not even run proves nothing. */
function runTests(base, { project, tests }) {
  const { stdout, stderr } = spawnSync(process.execPath, ['scripts/jest.mjs', project, ...tests], {
    cwd: base,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const output = `${stdout}\n${stderr}`;
  const reportFile = join(base, `node_modules/.cache/jest-reports/${project}.json`);
  let report;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'));
  } catch {
    throw new Error(`the tests did not run:\n${output.slice(-4000)}`);
  }
  if (report.numRuntimeErrorTestSuites > 0) throw new Error(`a suite did not run:\n${output.slice(-4000)}`);
  const failed = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
  return { passed: report.numPassedTests, failed };
}

/** Replaces each text, runs the tests, and puts the files back. */
function withoutSafeguard(base, safeguard) {
  const originals = new Map();
  try {
    for (const [path, text, replacement] of safeguard.edits) {
      const file = join(base, path);
      const source = readFileSync(file, 'utf8');
      if (!originals.has(file)) originals.set(file, source);
      if (!source.includes(text)) throw new Error(`${path} no longer holds: ${text}`);
      writeFileSync(
        file,
        source.replace(text, () => replacement),
      );
    }
    return runTests(base, safeguard);
  } finally {
    for (const [file, source] of originals) writeFileSync(file, source);
  }
}

await goOnWithSupportedNode();
const chosen = process.argv.slice(2);
const safeguards = SAFEGUARDS.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
const base = mkdtempSync(join(tmpdir(), 'meshpair-safeguards-'));
let unguarded = 0;
try {
  copyRepository(base);
  const all = { project: 'int', tests: [...new Set(safeguards.flatMap(({ tests }) => tests))] };
  const whole = runTests(base, all);
  console.log(`With every safeguard: ${whole.passed} passed, ${whole.failed.length} failed`);
  if (whole.failed.length > 0) unguarded += 1;
  for (const safeguard of safeguards) {
    const { failed } = withoutSafeguard(base, safeguard);
    if (failed.length === 0) unguarded += 1;
    console.log(
      `\nWithout ${safeguard.name}: ${failed.length === 0 ? 'NOTHING FAILS' : `${failed.length} failed`}`,
    );
    failed.forEach((name) => console.log(`  ✗ ${name}`));
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
process.exitCode = unguarded === 0 ? 0 : 1;
