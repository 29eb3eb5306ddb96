import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { run } from '../statement.js';
import { inTransaction } from '../transaction.js';
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

/** Does its work in the transaction that holds the owner's lock; gets the owner's device count. */
type UnderLock<T> = (client: PoolClient, deviceCount: number) => Promise<T>;

/**
 * Runs `work` in one transaction under the owner's lock. Waits for the lock without a connection, which other owners
 * need. Throws `UnknownOwner`, and `OwnerIsLocked` after `patienceMs`.
 */
export async function underOwnerLock<T>(
  pool: Pool,
  { ownerId, patienceMs = PATIENCE_MS }: OwnerLock,
  work: UnderLock<T>,
): Promise<T> {
  const since = performance.now();
  for (let waitMs: number = RETRY_MS.first; ; waitMs = Math.min(waitMs * 2, RETRY_MS.longest)) {
    try {
      return await inTransaction(pool, async (client) => work(client, await lockOwner(client, ownerId)));
    } catch (error) {
      const isLate = performance.now() - since > patienceMs;
      if (!(error instanceof OwnerIsLocked) || isLate) throw error;
    }
    await delay(waitMs);
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
