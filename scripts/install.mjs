import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildConsole } from './build-console.mjs';
import { ROOT, runNpm, runTool } from './run.mjs';

const TICK_MS = 5000;

const packagesOf = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;

/** Whether node_modules holds what package-lock.json asks for; npm writes its own list last, so a broken install has none. */
function isInstalled() {
  if (!existsSync(join(ROOT, 'node_modules/.package-lock.json'))) return false;
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json'))
    .filter(([path, wanted]) => path.includes('node_modules/') && !wanted.optional)
    .every(([path, wanted]) => installed[path]?.version === wanted.version);
}

/** A line every few seconds: npm itself is silent unless it has a terminal. Not to stdout: a program's answer goes there. */
async function withProgress(title, work) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  console.error(`${title} …`);
  const ticker = setInterval(() => console.error(`${title} … ${seconds()} s`), TICK_MS);
  const code = await work().finally(() => clearInterval(ticker));
  if (code !== 0) throw new Error(`${title}: failed after ${seconds()} s (exit code ${code})`);
  console.error(`${title}: done in ${seconds()} s`);
}

/** Installs the packages of package-lock.json where they are missing, and builds what has changed. */
export async function installAndBuild() {
  // Not `npm ci`: it insists on lock entries for the binaries of every platform, which not every registry serves.
  if (!isInstalled()) await withProgress('Installing packages', () => runNpm(['install', '--no-save']));
  await withProgress('Building', () => runTool('typescript/bin/tsc', ['-b', 'tsconfig.build.json']));
  await withProgress('Building the pages', buildConsole);
}

/** As `installAndBuild`, for the scripts that cannot go on without it: a failure is said, and ends the process. */
export async function installAndBuildOrExit() {
  try {
    await installAndBuild();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await installAndBuildOrExit();
