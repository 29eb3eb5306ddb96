import {
  accepted,
  type NodeDetails,
  type NodeFacets,
  type NodePage,
  type NodesAt,
  type NodeView,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { type Actor, ownerBy } from '@meshpair/domain';
import type { RegistryContext } from '../registry-context.js';
import { readNodePage } from './node-page.js';
import { isSearch, searchNodes } from './node-search.js';
import { nodeDetailsOf, nodeViewOf } from './node-view.js';
import { tellDeparture } from './tell-departure.js';

/** An owner's nodes, the host included: all, oldest first, or those that match. */
export const listNodes = (
  context: RegistryContext,
  request: RequestOf<typeof registryCommands.listNodes>,
): Promise<Reply<NodePage>> =>
  isSearch(request) ? searchNodes(context, request) : readNodePage(context, request);

/** What an owner's nodes can be filtered by. */
export const readNodeFacets = async (
  { nodes }: RegistryContext,
  { ownerId }: RequestOf<typeof registryCommands.readNodeFacets>,
): Promise<Reply<NodeFacets>> => accepted(await nodes.facets(ownerId));

/** One node of the owner, with its live tokens and sessions; `not_found` for any other. */
export async function getNode(
  { nodes, credentials, now }: RegistryContext,
  { ownerId, nodeId }: RequestOf<typeof registryCommands.getNode>,
): Promise<Reply<NodeDetails>> {
  const at = now();
  const [node, live] = await Promise.all([
    nodes.find(ownerId, nodeId),
    credentials.ofNode(ownerId, nodeId, at),
  ]);
  return node ? accepted(nodeDetailsOf(node, live, at)) : refused('not_found');
}

/** Which of the owners' devices have the addresses: id and name, and nothing else of them. */
export const nodesAt = async (
  { nodes }: RegistryContext,
  { questions }: RequestOf<typeof registryCommands.nodesAt>,
): Promise<Reply<{ readonly answers: readonly NodesAt[] }>> =>
  accepted({ answers: await nodes.nodesAt(questions) });

/** Renames a node, or changes its permissions or tags; `not_found` for another owner's, and for one that is being removed. */
export async function updateNode(
  { nodes, now, recorded }: RegistryContext,
  { ownerId, nodeId, keyId, person, ...update }: RequestOf<typeof registryCommands.updateNode>,
): Promise<Reply<NodeView>> {
  const change = { actor: ownerBy({ keyId, person }), now: now() };
  const node = await nodes.update(ownerId, nodeId, update, change);
  // A key is told by its device alone, so that none can be taken here.
  if (!node || node === 'key_taken') return refused('not_found');
  recorded();
  return accepted(nodeViewOf(node));
}

/** Removes a node with its sessions and revokes its tokens. The host stays: `invalid_transition`. */
export async function removeNode(
  { nodes, now, recorded }: RegistryContext,
  { ownerId, nodeId, ...by }: RequestOf<typeof registryCommands.removeNode>,
  actor: Actor = ownerBy(by),
): Promise<Reply<{ readonly removed: true }>> {
  const node = await nodes.find(ownerId, nodeId);
  const outcome = await nodes.remove(ownerId, nodeId, { actor, now: now() });
  switch (outcome) {
    case 'removed':
      recorded();
      if (node) tellDeparture(actor.kind === 'device' ? 'Left' : 'Removed', node);
      return accepted({ removed: true });
    case 'not_found':
      return refused('not_found');
    case 'is_host':
      return refused('invalid_transition', { detail: 'The host node cannot be removed' });
  }
}
