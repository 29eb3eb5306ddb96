import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { PairingEvent } from '@meshpair/domain';
import { AdvisoryLock } from './advisory-lock.js';
import { markPublished } from './event-statements.js';
import type { EventTable } from './event-table.js';
import type { ReopenableOutbox, UnpublishedEvent } from './outbox-store.js';
import { type EventRow, recordedEvent } from './registry/mesh-events.js';
import { retryOnDeadlock, run, type Statement } from './statement.js';

/**
 * How long a standby waits before it tries the lock again. It must not block in `pg_advisory_lock`:
 * a statement that waits for days keeps its snapshot, and vacuum could clean nothing all the while.
 */
const RETRY_MS = 500;

/** How much of its past a new stream gets: the newest events. All of it is in the tables. */
export const REFILLED_EVENTS = 20_000;

/**
 * By its last event a pairing belongs to the registry, which keeps and publishes that event itself.
 * Its answer is the event after the verification, so it goes out again only when that has been delivered again.
 */
const REOPEN_FOR_NEW_STREAM: Readonly<Record<EventTable, string>> = {
  'pairing.pairing_events': `
    update pairing.pairing_events
       set published_at = null
     where position > (select max(position) from pairing.pairing_events) - ${REFILLED_EVENTS}
       and published_at is not null
       and type <> 'DeviceRegistered'
       and (type <> 'PairingFailed' or event -> 'data' ->> 'stateAtFailure' <> 'PinVerified')`,
  'registry.registration_events': `
    update registry.registration_events
       set published_at = '-infinity'
     where published_at is null`,
};

const RELEASE_HELD_BACK = `
  update registry.registration_events
     set published_at = null
   where published_at = '-infinity'`;

/** $1 seconds. Reads all pairings that have not ended: few, and seldom. */
export const REOPEN_UNANSWERED: Statement = {
  name: 'outbox.reopen_unanswered',
  text: `
    update pairing.pairing_events as verification
       set published_at = null
      from (select pairing_id
              from pairing.live_pairings
             where verified_at < now() - make_interval(secs => $1)
             order by verified_at
             limit 100) as waiting
     where verification.pairing_id = waiting.pairing_id
       and verification.type = 'PinVerified'
       and verification.published_at
           < now() - greatest(make_interval(secs => $1),
                              least(verification.published_at - verification.occurred_at, interval '1 hour'))`,
};

type OutboxRow = { readonly position: string } & EventRow;

/** The outbox side of one event table. */
export class PostgresOutboxStore implements ReopenableOutbox {
  private readonly readStatement: Statement;
  private readonly markStatement: Statement;
  private readonly markEventsStatement: Statement;
  private readonly reopenStatement: Statement;

  constructor(
    private readonly pool: Pool,
    private readonly databaseUrl: string,
    private readonly table: EventTable,
  ) {
    this.readStatement = {
      name: `outbox.read.${table}`,
      text: `
        select position::text, event, event ->> 'id' as "eventId"
          from ${table} as outbox
         where published_at is null
           and ($2::text[] is null or pairing_id = any($2) or occurred_at < now() - interval '1 second')
         order by outbox.position
         limit $1`,
    };
    this.markStatement = markPublished(table);
    this.markEventsStatement = {
      name: `outbox.mark_events.${table}`,
      // Nobody waits for it, and an event that is published once more is known by its id.
      text: `
        with lazily as materialized (select set_config('synchronous_commit', 'off', true))
        update ${table} as stored
           set published_at = now()
          from unnest($1::text[], $2::integer[]) as event (pairing_id, sequence)
         cross join lazily
         where stored.pairing_id = event.pairing_id and stored.sequence = event.sequence
           and stored.published_at is null`,
    };
    this.reopenStatement = {
      name: `outbox.reopen.${table}`,
      text: `
        update ${table}
           set published_at = null
         where pairing_id = any($1::text[]) and published_at is not null`,
    };
  }

  async readUnpublished(
    limit: number,
    wanted: ReadonlySet<string> | 'all' = 'all',
  ): Promise<readonly UnpublishedEvent[]> {
    const rows = await run<OutboxRow>(this.pool, this.readStatement, [
      limit,
      wanted === 'all' ? null : [...wanted],
    ]);
    return rows.map((row) => ({
      event: recordedEvent(row),
      rowId: row.position,
    }));
  }

  async markPublished(rowIds: readonly string[]): Promise<void> {
    if (rowIds.length > 0) await retryOnDeadlock(() => run(this.pool, this.markStatement, [rowIds]));
  }

  async markEvents(events: readonly PairingEvent[]): Promise<void> {
    const pairings = events.map(({ pairingId }) => pairingId);
    const sequences = events.map(({ sequence }) => sequence);
    await retryOnDeadlock(() => run(this.pool, this.markEventsStatement, [pairings, sequences]));
  }

  async reopenForNewStream(): Promise<void> {
    await this.pool.query(REOPEN_FOR_NEW_STREAM[this.table]);
  }

  async releaseHeldBack(): Promise<void> {
    if (this.table === 'registry.registration_events') await this.pool.query(RELEASE_HELD_BACK);
  }

  async reopen(pairingIds: readonly string[]): Promise<void> {
    await run(this.pool, this.reopenStatement, [pairingIds]);
  }

  async reopenUnanswered(seconds: number): Promise<void> {
    await run(this.pool, REOPEN_UNANSWERED, [seconds]);
  }

  async asOnlyRelay(work: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lock = await this.acquire(signal);
      if (!lock) return;
      try {
        const over = AbortSignal.any([signal, lock.lost]);
        // Either may have come while the lock was on its way.
        if (!over.aborted) await lock.guard(() => work(over));
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
  private async acquire(signal: AbortSignal): Promise<AdvisoryLock | undefined> {
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
