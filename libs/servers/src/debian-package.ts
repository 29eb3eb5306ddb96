import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LineLog } from './spawn-process.js';

const run = promisify(execFile);

/** Whether this machine can fetch and unpack Debian's packages. */
export async function hasDebianPackages(): Promise<boolean> {
  try {
    await run('apt-get', ['--version']);
    await run('dpkg', ['--version']);
    return true;
  } catch {
    return false;
  }
}

/**
 * Fetches packages with `apt-get download` and unpacks them side by side into `directory`. Installs nothing,
 * needs no root, and leaves the system's package lists alone: when they do not serve, it fetches lists of its own.
 */
export async function unpackDebianPackages(
  packages: readonly string[],
  directory: string,
  log: LineLog,
): Promise<void> {
  if (existsSync(directory)) return;
  await mkdir(join(directory, '..'), { recursive: true });
  const work = await mkdtemp(`${directory}.`);
  try {
    await download(packages, work, log);
    const unpacked = join(work, 'unpacked');
    for (const file of (await readdir(work)).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg', ['-x', join(work, file), unpacked]);
    }
    await rename(unpacked, directory).catch((error: NodeJS.ErrnoException) => {
      // Another process was quicker.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(packages: readonly string[], work: string, log: LineLog): Promise<void> {
  log(`Fetching Debian's ${packages.join(', ')}`);
  try {
    await run('apt-get', ['download', ...packages], { cwd: work });
  } catch {
    log('The package lists are missing or old: fetching them');
    const lists = join(work, 'lists');
    await mkdir(join(lists, 'partial'), { recursive: true });
    await mkdir(join(work, 'cache', 'archives', 'partial'), { recursive: true });
    const own = ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${join(work, 'cache')}`];
    // As root, apt reads its lists as the user _apt, who cannot enter a private directory.
    const options = [...own, '-o', 'APT::Sandbox::User='];
    await run('apt-get', ['update', ...options], { cwd: work });
    await run('apt-get', ['download', ...options, ...packages], { cwd: work });
  }
}
