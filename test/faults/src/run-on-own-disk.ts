import { spawn, type StdioOptions } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withSmallDisk } from '@meshpair/testing';

/** Ample for a run, and quickly filled. */
const SIZE = '600m';

/** Runs this program again with a small disk of its own, for `--disk`; undefined where the machine allows none. */
export async function runOnOwnDisk(args: readonly string[]): Promise<number | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'meshpair-disk-'));
  try {
    const onDisk = withSmallDisk(directory, SIZE);
    const isAllowed = await exitCodeOf([...onDisk, 'true'], 'ignore').then(
      (code) => code === 0,
      () => false,
    );
    if (!isAllowed) return undefined;
    const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)];
    return await exitCodeOf([...onDisk, ...program, ...args, '--disk', directory], 'inherit');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function exitCodeOf([command = '', ...args]: readonly string[], stdio: StdioOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio });
    // Whoever ends this program means the other one.
    const pass = (signal: NodeJS.Signals): boolean => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, pass);
    child.once('error', reject);
    child.once('exit', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, pass);
      resolve(code ?? 2);
    });
  });
}
