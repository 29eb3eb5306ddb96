import {
  accepted,
  type Page,
  type pairingCommands,
  type PairingView,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { badCursor, pageUpTo, positionCursor, readPositionCursor } from '../views/cursor.js';
import type { PairingContext } from '../pairing-context.js';
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
