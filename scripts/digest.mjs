import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/**
 * The files in a folder and the folders in it.
 * @param {string} folder
 */
export const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/**
 * The digest of what a build is made from: these files of the repository, by name and content, and the installed packages.
 * @param {string[]} files
 */
export function digestOfFiles(files) {
  const hash = createHash('sha256');
  for (const file of [join(ROOT, 'package-lock.json'), ...files].sort())
    hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  return hash.digest('hex');
}
