import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const MOUNT = 'size=$1,mode=0711,huge=never';

/**
 * The command before a program that gives it a disk of its own at `directory`, of that size and in memory, which goes
 * with the last process that sees it. An ordinary user gets it in a user namespace, and there is that user again.
 */
export function withSmallDisk(directory: string, size: string): readonly string[] {
  const user = process.getuid?.() ?? 0;
  const group = process.getgid?.() ?? 0;
  const [asRoot, again] =
    user === 0
      ? ['--mount', '']
      : ['--user --map-root-user --mount', `unshare --user --map-user=${user} --map-group=${group}`];
  const script = `mount -t tmpfs -o ${MOUNT} meshpair "$2" && shift 2 && exec ${again} "$@"`;
  return ['unshare', ...asRoot.split(' '), 'sh', '-c', script, 'sh', size, directory];
}

/** The disk that a process sees at `directory`, as a path of this process. */
export const diskOf = (pid: number, directory: string): string => join(`/proc/${pid}/root`, directory);

const FILLER = 'filler';
const CHUNK = Buffer.alloc(64 * 1024, 1);

/** Writes until nothing more fits. */
export async function fillDisk(disk: string): Promise<void> {
  const file = await open(join(disk, FILLER), 'a', 0o600);
  try {
    for (let size = CHUNK.length; size > 0;) {
      const written = await file.write(CHUNK, 0, size).then(
        ({ bytesWritten }) => bytesWritten,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOSPC') return 0;
          throw error;
        },
      );
      if (written === 0) size = Math.floor(size / 2);
    }
  } finally {
    await file.close();
  }
}

export const makeRoomOn = (disk: string): Promise<void> => rm(join(disk, FILLER));
