import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { withProgress } from './progress.mjs';
import { ROOT, runNpmQuietly } from './run.mjs';

// What is imported here, and each script up to this call, is read by the host's own Node: keep to what Node 18 knows.

const HOME = join(ROOT, 'scripts/node');
const PINNED = join(HOME, 'node_modules/.bin/node');
/** @type {NodeJS.Signals[]} */
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @param {string} file */
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
/** @param {string} version */
const majorOf = (version) => Number.parseInt(version.replace(/^\D+/, ''), 10);

/** What package.json's `engines` asks for, as one number. */
const wantedMajor = () => majorOf(read(join(ROOT, 'package.json')).engines.node);

/**
 * Returns on a Node that we support. On an older one it brings the pinned Node from npm, runs this same command line
 * under it, and leaves as that leaves.
 */
export async function goOnWithSupportedNode() {
  if (majorOf(process.versions.node) >= wantedMajor()) return;
  await bringNode().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
  await goOnUnder(PINNED, [...process.execArgv, ...process.argv.slice(1)]);
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string }>}
 */
const packagesOf = (file) => read(join(HOME, file)).packages;

const isBrought = () =>
  existsSync(PINNED) &&
  Object.entries(packagesOf('node_modules/.package-lock.json')).every(
    ([path, { version }]) => version === packagesOf('package-lock.json')[path]?.version,
  );

async function bringNode() {
  if (isBrought()) return;
  const title = `Fetching Node ${wantedMajor()} (this machine's is ${process.versions.node})`;
  await withProgress(title, () => runNpmQuietly(['ci', '--ignore-scripts', '--prefix', HOME], { cwd: HOME }));
  if (existsSync(PINNED)) return;
  throw new Error(
    `Meshpair needs Node ${wantedMajor()} or later, and npm has none for ${process.platform} ${process.arch}: install it, then start again`,
  );
}

/**
 * Runs a command line under another Node in place of this process: its terminal, signals and exit code are ours.
 * @param {string} node
 * @param {string[]} args
 */
export async function goOnUnder(node, args) {
  const child = spawn(node, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) },
  });
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  /** @type {{ code: number | null, signal: NodeJS.Signals | null }} */
  const { code, signal } = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  if (signal === null) process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // The signal comes when this turn is over.
  await new Promise(() => setInterval(() => undefined, 1000));
}
