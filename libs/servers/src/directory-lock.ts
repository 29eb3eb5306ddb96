import { randomBytes } from 'node:crypto';
import { truncateSync } from 'node:fs';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, processIdentity } from './process-identity.js';

/** Another process holds the directory's lock. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse';

  constructor(
    directory: string,
    readonly pid: number,
  ) {
    super(`${directory} is in use by another process (pid ${pid})`);
  }
}

type Release = () => void;

const NUMBERED = /^lock\.(\d+)$/;

/**
 * Takes the lock of a directory: who makes the file with the next number, once the holder of the newest one is gone.
 * A number is never used twice, since the newest file stays: nobody can remove a lock that another has just taken,
 * however long ago it looked. Throws a `DirectoryInUse`.
 */
export async function takeLock(directory: string, identityOf = processIdentity): Promise<Release> {
  const written = join(directory, `lock-${randomBytes(6).toString('hex')}`);
  await writeFile(written, `${process.pid}\n${identityOf(process.pid)}`, { mode: 0o600, flag: 'wx' });
  try {
    for (;;) {
      const newest = await newestLock(directory);
      const holder = await holderOf(join(directory, `lock.${newest}`), identityOf);
      if (holder !== undefined) throw new DirectoryInUse(directory, holder);
      const own = join(directory, `lock.${newest + 1}`);
      if (!(await isLinked(written, own))) continue;
      // Made from an old look, when that number was long past: a newer one is there.
      if ((await newestLock(directory)) > newest + 1) await rm(own, { force: true });
      else {
        await removeOlder(directory, newest + 1);
        return () => release(own);
      }
    }
  } finally {
    await rm(written, { force: true });
  }
}

const numbersIn = async (directory: string): Promise<readonly number[]> =>
  (await readdir(directory)).flatMap((name) => {
    const [, number] = NUMBERED.exec(name) ?? [];
    return number === undefined ? [] : [Number(number)];
  });

const newestLock = async (directory: string): Promise<number> => Math.max(0, ...(await numbersIn(directory)));

/** The pid of the process that holds a lock. */
async function holderOf(lock: string, identityOf: (pid: number) => string): Promise<number | undefined> {
  const [pidText = '', identity = ''] = (await readFile(lock, 'utf8').catch(() => '')).split('\n');
  const pid = Number.parseInt(pidText, 10);
  if (!isAlive(pid)) return undefined;
  const now = identityOf(pid);
  if (now === '' && !isAlive(pid)) return undefined;
  // Where nothing tells the pid's owners apart, it counts as the holder: two at once would be worse.
  return now === identity || now === '' || identity === '' ? pid : undefined;
}

async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function removeOlder(directory: string, own: number): Promise<void> {
  const older = (await numbersIn(directory)).filter((number) => number < own);
  await Promise.all(older.map((number) => rm(join(directory, `lock.${number}`), { force: true })));
}

/** The file stays, and names nobody. */
function release(lock: string): void {
  try {
    truncateSync(lock);
  } catch {
    // The directory has gone, and the lock with it.
  }
}
