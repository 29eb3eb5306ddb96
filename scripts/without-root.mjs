import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/** @returns {string[]} */
const chromiumPlaces = () =>
  JSON.parse(readFileSync(join(ROOT, 'test/e2e/browser/chromium-places.json'), 'utf8')).whole;

/** One line about what the tests need and only root can install, with the command; undefined when nothing is missing. */
export function whatRootMustBring() {
  const isThere = [process.env.CHROMIUM ?? '', ...chromiumPlaces()].some((path) => existsSync(path));
  if (isThere || process.getuid?.() === 0) return undefined;
  return 'The browser tests will fail: there is no Chromium, and only root can install it: sudo apt-get install chromium (or name one in CHROMIUM)';
}
