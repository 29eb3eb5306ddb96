import { access, constants, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Linux's file system in memory, for every user. */
const MEMORY = '/dev/shm';

/** Several times what a run of all tests keeps at once. */
const ROOM_BYTES = 4 * 2 ** 30;

const NAME = /^meshpair-test-(\d+)-/;

/**
 * A folder for what servers keep in a test run, in memory where there is room: Postgres makes and deletes some hundred
 * files for each database, which costs a disk's file system most of Postgres's time.
 */
export async function makeScratchFolder(): Promise<string> {
  const isRoomy = await hasRoom();
  if (isRoomy) await removeLeftOvers();
  return mkdtemp(join(isRoomy ? MEMORY : tmpdir(), `meshpair-test-${process.pid}-`));
}

async function hasRoom(): Promise<boolean> {
  try {
    await access(MEMORY, constants.W_OK);
    const { bavail, bsize } = await statfs(MEMORY);
    return Math.min(bavail * bsize, freemem()) > ROOM_BYTES;
  } catch {
    return false;
  }
}

/** What runs that were killed have left would be in memory until the machine is started anew. */
async function removeLeftOvers(): Promise<void> {
  for (const name of await readdir(MEMORY)) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // Another user's are that user's to remove.
    await rm(join(MEMORY, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
