import {
  accepted,
  type CloudEvent,
  type Page,
  type pairingCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { parseAuditPosition } from '@meshpair/persistence';
import { badCursor, decodeCursor, encodeCursor, pageUpTo } from '../cursor.js';
import type { PairingContext } from '../pairing-context.js';
import { cloudEventOf } from '../recorded-event.js';

/** An owner's events, oldest first. They outlive their pairings. */
export async function readAudit(
  { repository }: PairingContext,
  { after: cursor, limit, ...filter }: RequestOf<typeof pairingCommands.readAudit>,
): Promise<Reply<Page<CloudEvent>>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (after !== undefined && !parseAuditPosition(after)) return badCursor;
  const records = await repository.readAudit(filter, after, limit + 1);
  return accepted(
    pageUpTo(
      records,
      limit,
      ({ event }) => cloudEventOf(event),
      ({ position }) => encodeCursor(position),
    ),
  );
}
