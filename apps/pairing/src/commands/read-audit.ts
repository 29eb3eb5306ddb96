import {
  accepted,
  type AuditPage,
  type pairingCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { parseAuditPosition, type RecordedEvent } from '@meshpair/persistence';
import { badCursor, decodeCursor, encodeCursor } from '../cursor.js';
import type { PairingContext } from '../pairing-context.js';
import { cloudEventOf } from '../recorded-event.js';

/** Before the first event of all. */
const START = encodeCursor('0-0');

/** An owner's events, oldest first. They outlive their pairings. */
export async function readAudit(
  { repository }: PairingContext,
  { after: cursor, last, limit, ...filter }: RequestOf<typeof pairingCommands.readAudit>,
): Promise<Reply<AuditPage>> {
  if (last !== undefined) {
    // One at least is read: it tells where the trail ends.
    const newest = await repository.readLastAudit(filter, Math.max(last, 1));
    return accepted(pageOf(last === 0 ? [] : newest, false, endOf(newest) ?? START));
  }
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (after !== undefined && !parseAuditPosition(after)) return badCursor;
  const records = await repository.readAudit(filter, after, limit + 1);
  const shown = records.slice(0, limit);
  return accepted(pageOf(shown, records.length > limit, endOf(shown) ?? cursor ?? START));
}

function pageOf(records: readonly RecordedEvent[], hasMore: boolean, end: string): AuditPage {
  return {
    items: records.map(({ event }) => cloudEventOf(event)),
    cursors: records.map(({ position }) => encodeCursor(position)),
    nextCursor: hasMore ? end : null,
    end,
  };
}

const endOf = (records: readonly RecordedEvent[]): string | undefined => {
  const newest = records.at(-1);
  return newest && encodeCursor(newest.position);
};
