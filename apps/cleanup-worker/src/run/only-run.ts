import { AdvisoryLock } from '@meshpair/persistence';

const LOCK = { name: 'cleanup run', applicationName: 'meshpair-cleanup-lock' };

/**
 * Runs `work` while no other process does, over all workers (a session-level advisory lock on a connection of its
 * own); `busy` when one does. The signal aborts when that connection, and the lock with it, is lost.
 */
export async function asOnlyRun<T>(
  databaseUrl: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | 'busy'> {
  const lock = await AdvisoryLock.connect(databaseUrl, LOCK);
  try {
    return (await lock.tryAcquire()) ? await lock.guard(() => work(lock.lost)) : 'busy';
  } finally {
    await lock.close();
  }
}
