import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './run.mjs';

/**
 * Goes on as a built program, in this process: its arguments, signals and exit code are ours.
 * @param {string} file
 */
export async function startBuilt(file) {
  const path = join(ROOT, file);
  process.argv[1] = path;
  await import(pathToFileURL(path).href);
}
