import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { PairingEvent } from '@meshpair/domain';
import { AdvisoryLock } from './advisory-lock.js';
import { markEvents, markPublished, readOutbox } from './event-statements.js';
import { type EventTable, outboxOf } from './event-table.js';
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

/** Those whose events are the steps of pairings. */
type PairingEventTable = Exclude<EventTable, 'registry.mesh_events'>;

/**
 * By its last event a pairing belongs to the registry, which keeps and publishes that event itself.
 * Its answer is the event after the verification, so it goes out again only when that has been delivered again.
 */
const REOPEN_FOR_NEW_STREAM: Readonly<Record<PairingEventTable, string>> = {
  'pairing.pairing_events': `
    insert into pairing.pairing_outbox (position)
    select position
      from pairing.pairing_events
     where position > (select max(position) from pairing.pairing_events) - ${REFILLED_EVENTS}
       and type <> 'DeviceRegistered'
       and (type <> 'PairingFailed' or event -> 'data' ->> 'stateAtFailure' <> 'PinVerified')
        on conflict do nothing`,
  'registry.registration_events': `
    update registry.registration_outbox
       set is_held_back = true
     where not is_held_back`,
};

const RELEASE_HELD_BACK = `
  update registry.registration_outbox
     set is_held_back = false
   where is_held_back`;

/** $1 seconds. Reads all pairings that have not ended: few, and seldom. */
export const REOPEN_UNANSWERED: Statement = {
  name: 'outbox.reopen_unanswered',
  text: `
    with unanswered as materialized (
      update pairing.live_pairings
         set tell_again_at = now() + greatest(make_interval(secs => $1), least(now() - verified_at, interval '1 hour'))
       where pairing_id = any(array(
               select pairing_id
                 from pairing.live_pairings
                where verified_at < now() - make_interval(secs => $1)
                  and (tell_again_at is null or tell_again_at < now())
                order by verified_at
                limit 100))
      returning pairing_id
    )
    insert into pairing.pairing_outbox (position)
    select verification.position
      from unanswered
     cross join lateral (
           select position
             from pairing.pairing_events
            where pairing_id = unanswered.pairing_id and type = 'PinVerified'
           offset 0
     ) as verification
        on conflict do nothing`,
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
    private readonly table: PairingEventTable,
  ) {
    this.readStatement = readOutbox(
      table,
      "stored.event ->> 'id'",
      `($2::text[] is null or pairing_id = any($2) or occurred_at < now() - interval '1 second')`,
    );
    this.markStatement = markPublished(table);
    this.markEventsStatement = markEvents(table);
    this.reopenStatement = {
      name: `outbox.reopen.${table}`,
      text: `
        insert into ${outboxOf(table)} as outbox (position)
        select position from ${table} where pairing_id = any($1::text[])
            on conflict (position) do update
           set is_held_back = false
         where outbox.is_held_back`,
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
    await retryOnDeadlock(() => run(this.pool, REOPEN_UNANSWERED, [seconds]));
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
