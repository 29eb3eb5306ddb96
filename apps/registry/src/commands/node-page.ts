import { accepted, fitReply, Id, type NodeView, type Page, refused, type Reply } from '@meshpair/contracts';
import type { NodePage } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { listedViewOf, nodeViewOf } from './node-view.js';

export interface NodePageRequest {
  readonly ownerId: string;
  /** The cursor of an earlier page. */
  readonly after?: string;
  readonly limit: number;
}

type Context = Pick<RegistryContext, 'nodes' | 'now'>;

/** One page of an owner's nodes, oldest first. Refuses a cursor that no page gave with `invalid_request`. */
export const readNodePage = (
  { nodes, now }: Context,
  { ownerId, ...page }: NodePageRequest,
): Promise<Reply<Page<NodeView>>> => pageOf(page, (asked) => nodes.list(ownerId, asked), listedViewOf(now()));

interface PeerPageRequest extends NodePageRequest {
  /** Who looks. */
  readonly of: string;
  readonly tagged: 'all' | readonly string[];
}

/** The same of the nodes that one sees. A peer does not learn when the token of another ends; the owner does. */
export const readPeerPage = (
  { nodes, now }: Context,
  { ownerId, of, tagged, ...page }: PeerPageRequest,
): Promise<Reply<Page<NodeView>>> =>
  pageOf(page, (asked) => nodes.peers(ownerId, { ...asked, of, tagged, now: now() }), nodeViewOf);

async function pageOf<Node>(
  { after: cursor, limit }: Omit<NodePageRequest, 'ownerId'>,
  read: (page: NodePage) => Promise<readonly Node[]>,
  viewOf: (node: Node) => NodeView,
): Promise<Reply<Page<NodeView>>> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  if (cursor !== undefined && after === undefined) return badCursor;
  // One more than asked for tells whether there is a next page.
  const found = await read({ after, limit: limit + 1 });
  const items = fitReply(found.slice(0, limit).map(viewOf));
  const last = items.at(-1);
  const nextCursor = found.length > items.length && last ? cursorAfter(last.id) : null;
  return accepted({ items, nextCursor });
}

/** Opaque to clients: base64url of the last node id. */
export const cursorAfter = (nodeId: string): string => Buffer.from(nodeId).toString('base64url');

/** The node id behind a cursor; undefined for anything that `cursorAfter` did not make. */
export function readCursor(cursor: string): string | undefined {
  const nodeId = Id.safeParse(Buffer.from(cursor, 'base64url').toString());
  return nodeId.success && cursorAfter(nodeId.data) === cursor ? nodeId.data : undefined;
}

export const badCursor: Reply<never> = refused('invalid_request', {
  errors: [{ field: 'after', message: 'must be a nextCursor of an earlier answer' }],
});
