import { accepted, fitReply, type NodePage, type NodeSearch, type Reply } from '@meshpair/contracts';
import type { NodeOrder } from '@meshpair/domain';
import type { NodePosition } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { badCursor } from './node-page.js';
import { listedViewOf } from './node-view.js';

interface SearchRequest extends NodeSearch {
  readonly ownerId: string;
  /** The cursor of an earlier page in the same order. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Whether a request asks for more than the plain list. */
export const isSearch = ({ q, status, permission, platform, tag, sort }: NodeSearch): boolean =>
  [q, status, permission, platform, tag, sort].some((given) => given !== undefined);

/** One page of the nodes that match, and how many do. Refuses a cursor of another order with `invalid_request`. */
export async function searchNodes(
  { nodes, now }: Pick<RegistryContext, 'nodes' | 'now'>,
  { ownerId, after: cursor, limit, sort: order = 'createdAt', ...match }: SearchRequest,
): Promise<Reply<NodePage>> {
  const after = cursor === undefined ? undefined : readPosition(order, cursor);
  if (cursor !== undefined && after === undefined) return badCursor;
  const at = now();
  // One more than asked for tells whether there is a next page.
  const query = { ...match, order, after, limit: limit + 1, now: at };
  const { nodes: found, total } = await nodes.search(ownerId, query);
  const items = fitReply(found.slice(0, limit).map(listedViewOf(at)));
  const last = found[items.length - 1];
  const nextCursor = found.length > items.length && last ? cursorAt(order, last.position) : null;
  return accepted({ items, nextCursor, total });
}

/** Opaque to clients. */
export const cursorAt = (order: NodeOrder, { key, nodeId }: NodePosition): string =>
  Buffer.from(`${order}.${nodeId}.${key}`).toString('base64url');

const SHAPE = /^(-?\w+)\.([A-Za-z0-9][A-Za-z0-9_-]{0,63})\.([^]+)$/;

/** Names by their letters, times by microseconds. */
const KEYS = { name: /^[^\0]{1,256}$/u, time: /^-?\d{1,17}$/ } as const;

/** The position behind a cursor of an order; undefined for anything that `cursorAt` did not make for it. */
export function readPosition(order: NodeOrder, cursor: string): NodePosition | undefined {
  const [, itsOrder, nodeId, key] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (itsOrder !== order || nodeId === undefined || key === undefined) return undefined;
  return KEYS[order.endsWith('name') ? 'name' : 'time'].test(key) ? { key, nodeId } : undefined;
}
