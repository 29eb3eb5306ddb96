import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

const ROW = /^\| (?<threat>[^|]+?) +\| [^|]+ \| (?<proof>`[^|]+›[^|]+?) +\|$/;
const PROOF = /^`(?<file>[^`]+\.(?<project>unit|int|e2e)\.spec\.ts)` › (?<name>.+)$/;

/** @typedef {{ file: string, project: string, name: string }} NamedTest */
/** @typedef {{ threat: string, tests: NamedTest[] }} Threat */

/**
 * The threats of SECURITY.md, each with the tests that it names.
 * @returns {Threat[]}
 */
export function readThreats() {
  const lines = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8').split('\n');
  return lines.flatMap((line) => {
    const row = /** @type {{ threat: string, proof: string } | undefined} */ (ROW.exec(line)?.groups);
    return row
      ? [{ threat: row.threat, tests: row.proof.split('<br>').map((proof) => readProof(proof)) }]
      : [];
  });
}

/** @param {string} proof */
function readProof(proof) {
  const found = /** @type {NamedTest | undefined} */ (PROOF.exec(proof.trim())?.groups);
  if (!found) throw new Error(`SECURITY.md: no test file and name in: ${proof}`);
  return { ...found };
}

/**
 * What SECURITY.md names that is not there.
 * @param {Threat[]} threats
 */
export function missingTests(threats) {
  return threats
    .flatMap(({ tests }) => tests)
    .filter(({ file, name }) => !existsSync(join(ROOT, file)) || !holdsTest(file, name))
    .map(({ file, name }) => `${file} has no test "${name}"`);
}

/**
 * @param {string} file
 * @param {string} name
 */
function holdsTest(file, name) {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) => source.includes(quoted));
}
