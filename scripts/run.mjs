import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where Node keeps what V8 has compiled, for the next start of the same program. */
export const COMPILE_CACHE = join(ROOT, 'node_modules/.cache/compiled');

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean }} Options */
/** @typedef {(message: any) => void} OnMessage Hears what a Node that we start sends to us. */
/** @typedef {{ code: number, output: string }} Outcome The exit code of a program, and all that it wrote. */

/** The tools that we start send nothing home and ask for nothing. */
const QUIET = {
  DISABLE_OPENCOLLECTIVE: '1',
  DO_NOT_TRACK: '1',
  SCARF_ANALYTICS: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Options & { stdio: import('node:child_process').StdioOptions }} options
 */
const start = (command, args, { env = {}, shell = false, cwd = ROOT, stdio }) =>
  spawn(command, args, { cwd, stdio, shell, env: { ...process.env, ...QUIET, ...env } });

/**
 * Runs a program in the repository with this terminal; resolves with its exit code, 1 when a signal ended it.
 * @param {string} command
 * @param {string[]} args
 * @param {Options} options
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = start(command, args, { ...options, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * As `run`, without the terminal; resolves with the exit code and all that the program wrote.
 * @param {string} command
 * @param {string[]} args
 * @param {Options & { onMessage?: OnMessage }} options
 * @returns {Promise<Outcome>}
 */
export function runQuietly(command, args, { onMessage, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const messages = onMessage ? 'ipc' : 'ignore';
    const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe', messages] });
    if (onMessage) child.on('message', onMessage);
    let output = '';
    const streams = /** @type {import('node:stream').Readable[]} */ ([child.stdout, child.stderr]);
    for (const stream of streams) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a file of an installed package with this Node.
 * @param {string} file
 * @param {string[]} args
 * @param {Options} [options]
 */
export const runTool = (file, args, options) =>
  run(process.execPath, [join(ROOT, 'node_modules', file), ...args], options);

/**
 * @param {string} file
 * @param {string[]} args
 * @param {Options} [options]
 */
export const runToolQuietly = (file, args, options) =>
  runQuietly(process.execPath, [join(ROOT, 'node_modules', file), ...args], options);

/**
 * Runs the npm that started us, or else the one on the PATH.
 * @param {string[]} args
 * @param {Options} [options]
 */
export const runNpmQuietly = (args, options) =>
  process.env.npm_execpath
    ? runQuietly(process.execPath, [process.env.npm_execpath, ...args], options)
    : runQuietly('npm', args, { ...options, shell: process.platform === 'win32' });
