import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { digestOfFiles } from './digest.mjs';
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
  readdirSync(join(project, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name));

/** @param {string} project */
const stampOf = (project) => join(project, 'dist/.transpiled-from');

/**
 * @param {string} project
 * @param {string} source
 */
const builtFrom = (project, source) =>
  `${join(project, 'dist', source.slice(join(project, 'src').length)).slice(0, -'.ts'.length)}.js`;

/** Has all apps written anew next time: Nest's compiler is about to write them, perhaps from what changes meanwhile. */
export const forgetApps = () => foldersIn('apps').forEach((app) => rmSync(stampOf(app), { force: true }));

/**
 * Writes each module of our own as JavaScript, its types taken off and not looked at (`npm run check` does that): in a
 * second, where the compiler takes a quarter of a minute. Only what has changed is written.
 */
export async function transpileModules() {
  const { transformSync, TsconfigCache } = await import('rolldown/utils');
  const tsconfigs = new TsconfigCache();
  for (const project of projects()) {
    const settings = [join(project, 'tsconfig.json'), join(ROOT, 'tsconfig.base.json')];
    const sources = sourcesOf(project);
    const digest = digestOfFiles([join(ROOT, 'scripts/transpile.mjs'), ...settings, ...sources]);
    const outputs = sources.map((source) => builtFrom(project, source));
    const stamp = stampOf(project);
    const isFresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && outputs.every(existsSync);
    if (isFresh) continue;
    for (const [index, source] of sources.entries()) {
      const output = /** @type {string} */ (outputs[index]);
      const code = readFileSync(source, 'utf8');
      const { code: script, errors } = transformSync(source, code, {}, tsconfigs);
      if (errors.length > 0) throw new Error(errors.map(({ message }) => `${source}: ${message}`).join('\n'));
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, script);
    }
    writeFileSync(stamp, digest);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await goOnWithSupportedNode();
  await transpileModules();
}
