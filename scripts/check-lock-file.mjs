import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ROOT } from './run.mjs';

const read = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const { packages } = read('package-lock.json');
const workspaces = Object.keys(packages).filter((path) => !path.includes('node_modules/'));
const stale = workspaces.filter((path) => {
  const declared = read(join(path, 'package.json'));
  return FIELDS.some((field) => !isDeepStrictEqual(declared[field] ?? {}, packages[path][field] ?? {}));
});

for (const path of stale)
  console.error(`package-lock.json does not follow from ${join(path, 'package.json')}`);
if (stale.length > 0) console.error('Run: npm install --package-lock-only');
process.exitCode = stale.length === 0 ? 0 : 1;
