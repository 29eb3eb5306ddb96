import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildConsole } from './build-console.mjs';
import { bundlePrograms } from './bundle.mjs';
import { withProgress } from './progress.mjs';
import { ROOT, runNpmQuietly } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';
import { transpileModules } from './transpile.mjs';

/** @typedef {{ version?: string, optional?: boolean, dev?: boolean, devOptional?: boolean }} Package */

/**
 * @typedef {object} Wanted
 * @property {boolean} [tools] Also what only a developer needs, for checks and tests: three fifths of all.
 */

/**
 * @param {string} file
 * @returns {Record<string, Package>}
 */
const packagesOf = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;

/** What node_modules holds; npm writes its own list last, so a broken install has none. */
const installedPackages = () =>
  existsSync(join(ROOT, 'node_modules/.package-lock.json'))
    ? packagesOf('node_modules/.package-lock.json')
    : {};

/** Both at once: neither needs the other, and each keeps one core busy. */
async function buildAll() {
  const [pages] = await Promise.all([buildConsole(), transpileModules().then(bundlePrograms)]);
  return pages;
}

/**
 * Installs the packages of package-lock.json where they are missing. Tools that are there stay.
 * @param {Wanted} [wanted]
 */
export async function installPackages({ tools = true } = {}) {
  const installed = installedPackages();
  const all = tools || Object.values(installed).some(({ dev }) => dev);
  const isInstalled = Object.entries(packagesOf('package-lock.json'))
    .filter(([path, { optional }]) => path.includes('node_modules/') && !optional)
    .filter(([, { dev, devOptional }]) => all || !(dev || devOptional))
    .every(([path, { version }]) => path in installed && installed[path]?.version === version);
  if (isInstalled) return;
  // Not `npm ci`: it insists on lock entries for the binaries of every platform, which not every registry serves.
  // Said either way: a user's npm may leave out tools by itself (NODE_ENV=production).
  const args = ['install', '--no-save', all ? '--include=dev' : '--omit=dev'];
  await withProgress('Installing packages', () => runNpmQuietly(args));
}

/**
 * Installs, and builds what has changed.
 * @param {Wanted} [wanted]
 */
export async function installAndBuild(wanted) {
  await installPackages(wanted);
  await withProgress('Building', buildAll);
}

/**
 * As `installAndBuild`, for the scripts that cannot go on without it: a failure is said, and ends the process.
 * @param {Wanted} [wanted]
 */
export async function installAndBuildOrExit(wanted) {
  try {
    await installAndBuild(wanted);
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await goOnWithSupportedNode();
  await installAndBuildOrExit();
}
