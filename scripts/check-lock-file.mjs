import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ROOT } from './run.mjs';

/** @typedef {Record<string, unknown>} Package What a package.json says, or an entry of a lock file. */

/** @param {string} file */
const read = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * What is wrong with the lock file in a folder: where it does not follow from a package.json, or names a registry.
 * @param {string} folder
 */
function faultsOf(folder) {
  const file = join(folder, 'package-lock.json');
  /** @type {{ packages: Record<string, Package> }} */
  const { packages } = read(file);
  /** @param {string} path */
  const isStale = (path) => {
    /** @type {Package} */
    const declared = read(join(folder, path, 'package.json'));
    return FIELDS.some((field) => !isDeepStrictEqual(declared[field] ?? {}, packages[path]?.[field] ?? {}));
  };
  const workspaces = Object.keys(packages).filter((path) => !path.includes('node_modules/'));
  return [
    ...workspaces
      .filter(isStale)
      .map((path) => `${file} does not follow from ${join(folder, path, 'package.json')}`),
    ...Object.entries(packages)
      .filter(([, { resolved, link }]) => resolved !== undefined && !link)
      .map(([path]) => `${file} names a registry at ${path}`),
  ];
}

const faults = ['.', 'scripts/node', 'bench/others', 'test/linters'].flatMap(faultsOf);
for (const fault of faults) console.error(fault);
if (faults.length > 0)
  console.error('Run there: npm install --package-lock-only --omit-lockfile-registry-resolved');
process.exitCode = faults.length === 0 ? 0 : 1;
