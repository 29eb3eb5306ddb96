import { access, constants, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

interface Memory {
  /** A file system in memory. */
  readonly folder: string;
  /** What must be free there; a run of all tests keeps 220 MB at most. */
  readonly roomBytes: number;
}

/** Linux's, for every user. */
const MEMORY: Memory = { folder: '/dev/shm', roomBytes: 2 * 2 ** 30 };

const NAME = /^meshpair-test-(\d+)-/;

/**
 * A folder for what servers keep in a test run, in memory where there is room: Postgres makes and deletes some hundred
 * files for each database, which costs a disk's file system most of Postgres's time.
 */
export async function makeScratchFolder(memory: Memory = MEMORY): Promise<string> {
  const isRoomy = await hasRoom(memory);
  if (isRoomy) await removeLeftOvers(memory.folder);
  return mkdtemp(join(isRoomy ? memory.folder : tmpdir(), `meshpair-test-${process.pid}-`));
}

async function hasRoom({ folder, roomBytes }: Memory): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    return Math.min(bavail * bsize, freemem()) >= roomBytes;
  } catch {
    return false;
  }
}

/** What runs that were killed have left would be in memory until the machine is started anew. */
async function removeLeftOvers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // Another user's are that user's to remove.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
