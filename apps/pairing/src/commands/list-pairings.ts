import {
  accepted,
  type AuditEvent,
  auditEventOf,
  type AuditPage,
  fitReply,
  type Page,
  type pairingCommands,
  type PairingView,
  refused,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { parseAuditCursor, type RecordedEvent } from '@meshpair/persistence';
import type { PairingContext } from '../pairing-context.js';
import {
  badCursor,
  decodeCursor,
  encodeCursor,
  pageUpTo,
  positionCursor,
  readPositionCursor,
} from '../views/cursor.js';
import { viewOf } from '../views/pairing-view.js';

/** An owner's pairings, newest first: all, or those still open. */
export async function listPairings(
  { repository }: PairingContext,
  { ownerId, openOnly, after: cursor, limit }: RequestOf<typeof pairingCommands.listPairings>,
): Promise<Reply<Page<PairingView>>> {
  const after = cursor === undefined ? undefined : readPositionCursor(cursor);
  if (cursor !== undefined && !after) return badCursor;
  const states = await repository.list(ownerId, { openOnly, after, limit: limit + 1 });
  return accepted(pageUpTo(states, limit, viewOf, positionCursor));
}

/** An owner's events, oldest first. They outlive their pairings. Refuses a cursor of before a restore. */
export async function readAudit(
  { repository }: PairingContext,
  { after: cursor, last, limit, since, until, ...asked }: RequestOf<typeof pairingCommands.readAudit>,
): Promise<Reply<AuditPage>> {
  const filter = {
    ...asked,
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
  };
  if (last !== undefined) {
    // One at least is read: it tells where the trail ends.
    const { events, start } = await repository.readLastAudit(filter, Math.max(last, 1));
    // The newest are kept, where there is no room for all.
    const shown = fitReply(events.map(toItem).reverse()).toReversed();
    return accepted(pageOf(last === 0 ? [] : shown, false, endOf(shown) ?? encodeCursor(start)));
  }
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (after !== undefined && !parseAuditCursor(after)) return badCursor;
  const trail = await repository.readAudit(filter, after, limit + 1);
  if (trail === 'other history') return refused('cursor_expired');
  const shown = fitReply(trail.events.slice(0, limit).map(toItem));
  const end = endOf(shown) ?? cursor ?? encodeCursor(trail.start);
  return accepted(pageOf(shown, trail.events.length > shown.length, end));
}

/** An event as it is told, with its cursor. */
interface Item {
  readonly event: AuditEvent;
  readonly cursor: string;
}

const toItem = ({ event, position }: RecordedEvent): Item => ({
  event: auditEventOf(event),
  cursor: encodeCursor(position),
});

const pageOf = (items: readonly Item[], hasMore: boolean, end: string): AuditPage => ({
  items: items.map(({ event }) => event),
  cursors: items.map(({ cursor }) => cursor),
  nextCursor: hasMore ? end : null,
  end,
});

const endOf = (items: readonly Item[]): string | undefined => items.at(-1)?.cursor;
