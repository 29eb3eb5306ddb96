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

/** Renames a node or changes its permissions; `not_found` for another owner's. */
export async function updateNode(
  { nodes, now }: RegistryContext,
  { ownerId, nodeId, name, permissions }: RequestOf<typeof registryCommands.updateNode>,
): Promise<Reply<NodeView>> {
  const node = await nodes.update(ownerId, nodeId, { name, permissions }, now());
  return node ? accepted(nodeViewOf(node)) : refused('not_found');
}
