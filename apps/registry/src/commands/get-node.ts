import {
  accepted,
  refused,
  type NodeView,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { nodeViewOf } from './node-view.js';
import type { RegistryContext } from '../registry-context.js';

/** One node of the owner; `not_found` for any other. */
export async function getNode(
  { nodes }: RegistryContext,
  { ownerId, nodeId }: RequestOf<typeof registryCommands.getNode>,
): Promise<Reply<NodeView>> {
  const node = await nodes.find(ownerId, nodeId);
  return node ? accepted(nodeViewOf(node)) : refused('not_found');
}
