import { fitReply, refused, type Reply } from '@meshpair/contracts';
import type { PairingPosition } from '@meshpair/persistence';

const SHAPE = /^(\d{1,15})\.([A-Za-z0-9][A-Za-z0-9_-]{0,63})$/;

/** Cursors are opaque to clients: base64url of a position. */
export const encodeCursor = (position: string): string => Buffer.from(position).toString('base64url');

export const decodeCursor = (cursor: string): string => Buffer.from(cursor, 'base64url').toString();

export const positionCursor = ({ createdAt, pairingId }: PairingPosition): string =>
  encodeCursor(`${createdAt.getTime()}.${pairingId}`);

/** The position behind a cursor that `positionCursor` made; undefined for anything else. */
export function readPositionCursor(cursor: string): PairingPosition | undefined {
  const [, milliseconds, pairingId] = SHAPE.exec(decodeCursor(cursor)) ?? [];
  return pairingId === undefined ? undefined : { createdAt: new Date(Number(milliseconds)), pairingId };
}

export const badCursor: Reply<never> = refused('invalid_request', {
  errors: [{ field: 'after', message: 'must be a nextCursor of an earlier answer' }],
});

/** The first `limit` of `limit + 1` read items, or as many as a reply has room for, with the cursor of the last when there are more. */
export function pageUpTo<Item, View>(
  items: readonly Item[],
  limit: number,
  viewOf: (item: Item) => View,
  cursorOf: (item: Item) => string,
): { readonly items: readonly View[]; readonly nextCursor: string | null } {
  const views = fitReply(items.slice(0, limit).map(viewOf));
  const last = items[views.length - 1];
  return { items: views, nextCursor: items.length > views.length && last ? cursorOf(last) : null };
}
