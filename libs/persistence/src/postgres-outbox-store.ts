import { setTimeout as delay } from 'node:timers/promises';
import type { PairingEvent } from '@meshpair/domain';
import type { Pool } from 'pg';
import { AdvisoryLock } from './advisory-lock.js';
import type { EventTable } from './event-table.js';
import type { OutboxStore, UnpublishedEvent } from './outbox-store.js';
import { eventFromJson, type Stored } from './pairing-json.js';
import { run, type Statement } from './statement.js';

/**
 * How long a standby waits before it tries the lock again. It must not block in `pg_advisory_lock`:
 * a statement that waits for days keeps its snapshot, and vacuum could clean nothing all the while.
 */
const RETRY_MS = 500;

/** The outbox side of one event table. */
export class PostgresOutboxStore implements OutboxStore {
  readonly #readUnpublished: Statement;
  readonly #markPublished: Statement;

  constructor(
    private readonly pool: Pool,
    private readonly databaseUrl: string,
    private readonly table: EventTable,
  ) {
    this.#readUnpublished = {
      name: `outbox.read.${table}`,
      text: `
        select position::text, event
          from ${table} as outbox
         where published_at is null
         order by outbox.position
         limit $1`,
    };
    this.#markPublished = {
      name: `outbox.mark.${table}`,
      text: `
        update ${table}
           set published_at = now()
         where position = any($1::bigint[]) and published_at is null`,
    };
  }

  async readUnpublished(limit: number): Promise<readonly UnpublishedEvent[]> {
    const rows = await run<{ position: string; event: Stored<PairingEvent> }>(
      this.pool,
      this.#readUnpublished,
      [limit],
    );
    return rows.map((row) => ({ event: eventFromJson(row.event), rowId: row.position }));
  }

  async markPublished(rowIds: readonly string[]): Promise<void> {
    if (rowIds.length > 0) await run(this.pool, this.#markPublished, [rowIds]);
  }

  async asOnlyRelay(work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lock = await this.#acquire(signal);
      if (!lock) return;
      try {
        await lock.guard(() => work(AbortSignal.any([signal, lock.lost])));
        if (!lock.lost.aborted) return;
      } catch (error) {
        // Work that lost its lock may fail as it likes; the next round starts it anew.
        if (!lock.lost.aborted) throw error;
      } finally {
        await lock.close();
      }
    }
  }

  /** Tries until the lock is ours; undefined when `signal` aborts first. A lost database is waited for. */
  async #acquire(signal: AbortSignal): Promise<AdvisoryLock | undefined> {
    let lock: AdvisoryLock | undefined;
    while (!signal.aborted) {
      try {
        lock ??= await AdvisoryLock.connect(this.databaseUrl, {
          name: `outbox ${this.table}`,
          applicationName: 'meshpair-outbox',
        });
        if (await lock.tryAcquire()) return lock;
      } catch {
        await lock?.close();
        lock = undefined;
      }
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
    await lock?.close();
    return undefined;
  }
}
