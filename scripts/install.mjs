import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildConsole } from './build-console.mjs';
import { bundlePrograms } from './bundle.mjs';
import { withProgress } from './progress.mjs';
import { ROOT, runNpmQuietly, runToolQuietly } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
const packagesOf = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;

/** Whether node_modules holds what package-lock.json asks for; npm writes its own list last, so a broken install has none. */
function isInstalled() {
  if (!existsSync(join(ROOT, 'node_modules/.package-lock.json'))) return false;
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json'))
    .filter(([path, wanted]) => path.includes('node_modules/') && !wanted.optional)
    .every(([path, wanted]) => path in installed && installed[path]?.version === wanted.version);
}

async function buildPrograms() {
  const outcome = await runToolQuietly('typescript-native/bin/tsc', ['-b', 'tsconfig.build.json']);
  if (outcome.code === 0) await bundlePrograms();
  return outcome;
}

/** Both at once: neither needs the other, and each keeps one core busy. */
async function buildAll() {
  const outcomes = await Promise.all([buildPrograms(), buildConsole()]);
  return outcomes.find(({ code }) => code !== 0) ?? { code: 0, output: '' };
}

/** Installs the packages of package-lock.json where they are missing. */
export async function installPackages() {
  // Not `npm ci`: it insists on lock entries for the binaries of every platform, which not every registry serves.
  if (!isInstalled())
    await withProgress('Installing packages', () => runNpmQuietly(['install', '--no-save']));
}

/** Installs, and builds what has changed. */
export async function installAndBuild() {
  await installPackages();
  await withProgress('Building', buildAll);
}

/** As `installAndBuild`, for the scripts that cannot go on without it: a failure is said, and ends the process. */
export async function installAndBuildOrExit() {
  try {
    await installAndBuild();
  } catch (error) {
    console.error(/** @type {Error} */ (error).message);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await goOnWithSupportedNode();
  await installAndBuildOrExit();
}
