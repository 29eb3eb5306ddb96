import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { run } from '../statement.js';
import { allOf, type Ending, inTransaction } from '../transaction.js';
import { OwnerIsLocked, UnknownOwner } from './registration-errors.js';
import { LOCK_OWNER } from './registration-statements.js';

const LOCK_NOT_AVAILABLE = '55P03';

/** Waits between two tries: soon at first, since a lock is mostly held for milliseconds. */
const RETRY_MS = { first: 2, longest: 250 } as const;

/** How long a command waits: less than the gateway waits for its answer. */
const PATIENCE_MS = 2_000;

export interface OwnerLock {
  readonly ownerId: string;
  readonly patienceMs?: number;
}

/** Work in the transaction that holds the owner's lock; it gets the owner's device count, and what was read with it. */
type UnderLock<T, Read> = (client: PoolClient, deviceCount: number, read: Read) => Promise<T | Ending<T>>;

const readNothing = (): Promise<undefined> => Promise.resolve(undefined);

/**
 * Runs `work` in one transaction under the owner's lock. Waits for the lock without a connection, which other owners
 * need. `readFirst` is sent with the lock, and reads what it guards. Throws `UnknownOwner`, and `OwnerIsLocked` after
 * `patienceMs`.
 */
export async function underOwnerLock<T, Read = undefined>(
  pool: Pool,
  { ownerId, patienceMs = PATIENCE_MS }: OwnerLock,
  work: UnderLock<T, Read>,
  readFirst: (client: PoolClient) => Promise<Read> = readNothing as () => Promise<Read>,
): Promise<T> {
  const since = performance.now();
  for (let waitMs: number = RETRY_MS.first; ; waitMs = Math.min(waitMs * 2, RETRY_MS.longest)) {
    try {
      return await inTransaction(pool, async (client) => {
        const [deviceCount, read] = await allOf(lockOwner(client, ownerId), readFirst(client));
        return work(client, deviceCount, read);
      });
    } catch (error) {
      const isLate = performance.now() - since > patienceMs;
      if (!(error instanceof OwnerIsLocked) || isLate) throw error;
    }
    await delay(waitMs);
  }
}

/** The same with the usual patience; `nothing` without the owner, where there is nothing to change. */
export async function underKnownOwnerLock<T>(
  pool: Pool,
  ownerId: string,
  nothing: T,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  try {
    return await underOwnerLock(pool, { ownerId }, work);
  } catch (error) {
    if (error instanceof UnknownOwner) return nothing;
    throw error;
  }
}

async function lockOwner(client: PoolClient, ownerId: string): Promise<number> {
  const [owner] = await run<{ deviceCount: number }>(client, LOCK_OWNER, [ownerId]).catch(
    (error: unknown) => {
      const isLocked = (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE;
      throw isLocked ? new OwnerIsLocked(ownerId) : error;
    },
  );
  if (!owner) throw new UnknownOwner(ownerId);
  return owner.deviceCount;
}
