import { mkdir, readdir, stat, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DirectoryInUse, ProcessLedger, takeLock } from '@meshpair/servers';
import { SettingsError } from '@meshpair/settings';

/** Another start that uses the same data directory. */
class DataDirectoryInUse extends Error {
  constructor(directory: string, pid: number) {
    super(
      `${directory} is in use by another npm start (pid ${pid}): stop that one first, or set another DATA_DIR`,
    );
    this.name = 'DataDirectoryInUse';
  }
}

export interface DataDirectory {
  readonly path: string;
  /** What was started on it. */
  readonly ledger: ProcessLedger;
  release(): void;
}

/** What a start makes there, the first of it before all else. */
const OURS = /^(lock|secret$|webhook-secret$|nats$|postgres-password$|servers$|tls$)/;

/** What a new file system has by itself. */
const EMPTY = new Set(['lost+found']);

/** A first start: Postgres' cluster, its write-ahead log, and room to begin with. */
const ROOM_BYTES = 150 * 2 ** 20;

/**
 * Makes the data directory, for this user only, and takes its lock. Throws a `DataDirectoryInUse`, or a `SettingsError`
 * that says why the directory will not do.
 */
export async function takeDataDirectory(directory: string): Promise<DataDirectory> {
  const path = resolve(directory);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await mustBeOurs(path);
    const release = await takeLock(path);
    return { path, ledger: new ProcessLedger(join(path, 'processes')), release };
  } catch (error) {
    if (error instanceof DirectoryInUse) throw new DataDirectoryInUse(path, error.pid);
    if (error instanceof SettingsError) throw error;
    throw new SettingsError([`DATA_DIR: ${dataDirectoryProblem(path, error)}`]);
  }
}

/** A directory of ours, or one to begin with. */
async function mustBeOurs(path: string): Promise<void> {
  const names = (await readdir(path)).filter((name) => !EMPTY.has(name));
  if (names.length === 0) {
    const { bavail, bsize } = await statfs(path);
    if (bavail * bsize < ROOM_BYTES) {
      const [free, needed] = [bavail * bsize, ROOM_BYTES].map((bytes) => Math.floor(bytes / 2 ** 20));
      throw new SettingsError([`DATA_DIR: ${path} has room for ${free} MB; a first start needs ${needed}`]);
    }
    return;
  }
  const [ours] = names.filter((name) => OURS.test(name));
  if (ours === undefined) {
    throw new SettingsError([
      `DATA_DIR: ${path} has files in it, and none of Meshpair's: name a new or an empty directory`,
    ]);
  }
  const uid = await ownerOf(join(path, ours));
  if (uid !== undefined && uid !== process.geteuid?.())
    throw new SettingsError([`DATA_DIR: ${path} is in use by another user (uid ${uid}): start as that user`]);
}

/** Undefined when the file has gone meanwhile: another start was about to take the lock. */
const ownerOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ uid }) => uid,
    () => undefined,
  );

/** Why a directory cannot be made or written to. */
export function dataDirectoryProblem(path: string, error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `${path} cannot be a directory: it, or one above it, is a file`;
    case 'EACCES':
    case 'EPERM':
      return `${path} cannot be made or written to by this user: give it to this user, or name another directory`;
    case 'EROFS':
      return `${path} is on a read-only file system`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `${path} is on a full disk: make room, or name another directory`;
    case 'ENOENT':
      return `${path} cannot be made: a link on the way leads nowhere`;
    default:
      return `${path} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}
