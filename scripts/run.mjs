import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The tools that we start send nothing home and ask for nothing. */
const QUIET = {
  DISABLE_OPENCOLLECTIVE: '1',
  DO_NOT_TRACK: '1',
  SCARF_ANALYTICS: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

const start = (command, args, { env = {}, shell = false, cwd = ROOT, stdio }) =>
  spawn(command, args, { cwd, stdio, shell, env: { ...process.env, ...QUIET, ...env } });

/** Runs a program in the repository with this terminal; resolves with its exit code, 1 when a signal ended it. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = start(command, args, { ...options, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** As `run`, without the terminal; resolves with the exit code and all that the program wrote. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a file of an installed package with this Node. */
export const runTool = (file, args, options) =>
  run(process.execPath, [join(ROOT, 'node_modules', file), ...args], options);

export const runToolQuietly = (file, args, options) =>
  runQuietly(process.execPath, [join(ROOT, 'node_modules', file), ...args], options);

/** Runs the npm that started us, or else the one on the PATH. */
export const runNpmQuietly = (args, options) =>
  process.env.npm_execpath
    ? runQuietly(process.execPath, [process.env.npm_execpath, ...args], options)
    : runQuietly('npm', args, { ...options, shell: process.platform === 'win32' });
