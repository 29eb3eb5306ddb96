import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { digestOfFiles, filesBelow } from './digest.mjs';
import { ROOT } from './run.mjs';
import { goOnWithSupportedNode } from './supported-node.mjs';

/** @param {string} parent */
const foldersIn = (parent) => readdirSync(join(ROOT, parent)).map((name) => join(ROOT, parent, name));

/** What is built into `dist/`; the console is not, and the image is built without benchmarks and tests. */
const projects = () =>
  [...foldersIn('libs'), ...foldersIn('apps'), join(ROOT, 'bench'), join(ROOT, 'test/faults')]
    .filter((project) => existsSync(join(project, 'src')))
    .filter((project) => project !== join(ROOT, 'apps/console'));

/** @param {string} project */
const sourcesOf = (project) =>
  filesBelow(join(project, 'src')).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));

/**
 * @param {string} project
 * @param {string} source
 */
const builtFrom = (project, source) =>
  `${join(project, 'dist', source.slice(join(project, 'src').length)).slice(0, -'.ts'.length)}.js`;

const STAMP = join(ROOT, 'node_modules/.cache/meshpair/modules.sha256');

/** Has all written anew next time: Nest's compiler is about to write the apps, perhaps from what changes meanwhile. */
export const forgetModules = () => rmSync(STAMP, { force: true });

/**
 * Writes each module of our own as JavaScript, its types taken off and not looked at (`npm run check` does that): in a
 * second, where the compiler takes a quarter of a minute. Nothing is done unless a source has changed, or a module is missing.
 */
export async function transpileModules() {
  const built = projects();
  const modules = built.flatMap((project) =>
    sourcesOf(project).map((source) => ({ source, output: builtFrom(project, source) })),
  );
  const digest = digestOfFiles([
    join(ROOT, 'scripts/transpile.mjs'),
    join(ROOT, 'tsconfig.base.json'),
    ...built.map((project) => join(project, 'tsconfig.json')),
    ...modules.map(({ source }) => source),
  ]);
  const isFresh = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest;
  if (isFresh && modules.every(({ output }) => existsSync(output))) return;
  const { transformSync, TsconfigCache } = await import('rolldown/utils');
  const tsconfigs = new TsconfigCache();
  for (const { source, output } of modules) {
    const { code, errors } = transformSync(source, readFileSync(source, 'utf8'), {}, tsconfigs);
    if (errors.length > 0) throw new Error(errors.map(({ message }) => `${source}: ${message}`).join('\n'));
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, code);
  }
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, digest);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await goOnWithSupportedNode();
  await transpileModules();
}
