import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

const ROW = /^\| (?<threat>[^|]+?) +\| [^|]+ \| (?<proof>`[^|]+›[^|]+?) +\|$/;
const PROOF = /^`(?<file>[^`]+\.(?<project>unit|int|e2e)\.spec\.ts)` › (?<name>.+)$/;

/** The threats of SECURITY.md, each with the tests that it names: `{ threat, tests: [{ file, project, name }] }`. */
export function readThreats() {
  const lines = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const row = ROW.exec(line)?.groups;
    return row
      ? [{ threat: row.threat, tests: row.proof.split('<br>').map((proof) => readProof(proof)) }]
      : [];
  });
}

function readProof(proof) {
  const found = PROOF.exec(proof.trim())?.groups;
  if (!found) throw new Error(`SECURITY.md: no test file and name in: ${proof}`);
  return { ...found };
}

/** What SECURITY.md names that is not there. */
export function missingTests(threats) {
  return threats
    .flatMap(({ tests }) => tests)
    .filter(({ file, name }) => !existsSync(join(ROOT, file)) || !holdsTest(file, name))
    .map(({ file, name }) => `${file} has no test "${name}"`);
}

function holdsTest(file, name) {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => source.includes(quoted));
}
