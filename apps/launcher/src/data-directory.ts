import { readFileSync, rmSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Another start that uses the same data directory. */
export class DataDirectoryInUse extends Error {
  constructor(directory: string, pid: number) {
    super(
      `${directory} is in use by another npm start (pid ${pid}): stop that one first, or set another DATA_DIR`,
    );
    this.name = 'DataDirectoryInUse';
  }
}

export interface DataDirectory {
  readonly path: string;
  release(): void;
}

/** Makes the data directory, for this user only, and takes its lock. Throws a `DataDirectoryInUse`. */
export async function takeDataDirectory(directory: string): Promise<DataDirectory> {
  const path = resolve(directory);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const lock = join(path, 'lock');
  const own = `${process.pid} ${startOf(process.pid)}`;
  for (;;) {
    try {
      await writeFile(lock, own, { mode: 0o600, flag: 'wx' });
      return { path, release: () => rmSync(lock, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await readFile(lock, 'utf8').catch(() => '');
    const pid = Number.parseInt(holder, 10);
    if (isAlive(pid) && holder === `${pid} ${startOf(pid)}`) throw new DataDirectoryInUse(path, pid);
    await rm(lock, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process was started, where /proc tells: a pid alone may have passed on to another process. */
function startOf(pid: number): string {
  try {
    // proc(5): the name may contain spaces and ends with the last parenthesis; starttime is field 22.
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    return afterName.split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
