import type { Pool, PoolClient } from 'pg';
import type { MeshEvent, PairingEvent, RecordedMeshEvent } from '@meshpair/domain';
import type { UnpublishedEvent } from '../outbox-store.js';
import { eventFromJson, type Stored } from '../pairing-json.js';
import { retryOnDeadlock, run, runCount } from '../statement.js';
import * as statements from './mesh-event-statements.js';

/** How an event of the mesh is read from its table. */
export interface MeshEventRow {
  readonly eventId: string;
  readonly event: Stored<MeshEvent>;
}

/** How an event of either kind is read: the steps of pairings have no id of their own. */
export type EventRow = MeshEventRow | { readonly eventId: null; readonly event: Stored<PairingEvent> };

export const recordedEvent = (row: EventRow): PairingEvent | RecordedMeshEvent =>
  row.eventId === null ? eventFromJson(row.event) : recordedMeshEvent(row);

export function recordedMeshEvent({ eventId, event }: MeshEventRow): RecordedMeshEvent {
  // An attempt on a pairing has its id within.
  const { id, ...own } = event as MeshEventRow['event'] & { readonly id?: string };
  return { id: eventId, event: { ...own, occurredAt: new Date(event.occurredAt) } };
}

/** Records events in the transaction of what they tell. */
export async function recordMeshEvents(
  connection: Pool | PoolClient,
  events: readonly MeshEvent[],
): Promise<void> {
  if (events.length > 0) await run(connection, statements.RECORD, [JSON.stringify(events)]);
}

/** What has happened to the mesh, on its way to the stream. */
export class MeshEventRows {
  constructor(private readonly pool: Pool) {}

  /** In the order of the trail. */
  async readUnpublished(limit: number): Promise<readonly UnpublishedEvent[]> {
    const rows = await run<MeshEventRow & { position: string }>(this.pool, statements.READ_UNPUBLISHED, [
      limit,
    ]);
    return rows.map((row) => ({ event: recordedMeshEvent(row), rowId: row.position }));
  }

  async markPublished(rowIds: readonly string[]): Promise<void> {
    if (rowIds.length > 0) await retryOnDeadlock(() => run(this.pool, statements.MARK, [rowIds]));
  }

  /** Takes the newest for unpublished, so that a new stream has them. */
  async reopen(newest: number): Promise<void> {
    await run(this.pool, statements.REOPEN, [newest]);
  }

  /** Deletes published events that occurred before `before`. Returns how many. */
  prune(before: Date, limit: number): Promise<number> {
    return runCount(this.pool, statements.PRUNE, [before, limit]);
  }
}
