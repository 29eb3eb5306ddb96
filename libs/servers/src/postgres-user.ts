import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { LineLog, RunAs } from './spawn-process.js';

const run = promisify(execFile);

/** Postgres refuses to run as root: the user that it runs as then, made when missing. Undefined: as ourselves. */
export async function postgresUser(log: LineLog): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await findUser('postgres');
  if (known !== undefined) return known;
  log('Postgres does not run as root: making a system user postgres for it');
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
  } catch (error) {
    throw new Error(
      'Postgres does not run as root, and the system user postgres could not be made: make it, start as another user, or set DATABASE_URL',
      { cause: error },
    );
  }
  const made = await findUser('postgres');
  if (made === undefined) throw new Error('The system user postgres was made but cannot be found');
  return made;
}

async function findUser(name: string): Promise<RunAs | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) };
  } catch {
    return undefined;
  }
}

/** Whether that user can enter the folder, all of its parents included. */
export const canEnter = (folder: string, user: RunAs): boolean =>
  spawnSync('/bin/sh', ['-c', 'cd "$1" && test -x .', 'sh', folder], { ...user, cwd: '/', env: {} })
    .status === 0;

/** Whether that user can read and run the file. */
export const canRun = (file: string, user: RunAs): boolean =>
  spawnSync('/bin/sh', ['-c', 'test -r "$1" && test -x "$1"', 'sh', file], { ...user, cwd: '/', env: {} })
    .status === 0;
