import { accepted, refused, type registryCommands, type Reply, type RequestOf } from '@meshpair/contracts';
import type { RegistryContext } from '../registry-context.js';
import { tellDeparture } from './tell-departure.js';

/** Removes a node with its sessions and revokes its tokens. The host stays: `invalid_transition`. */
export async function removeNode(
  { nodes, now }: RegistryContext,
  { ownerId, nodeId }: RequestOf<typeof registryCommands.removeNode>,
  how: 'Removed' | 'Left' = 'Removed',
): Promise<Reply<{ readonly removed: true }>> {
  const node = await nodes.find(ownerId, nodeId);
  const outcome = await nodes.remove(ownerId, nodeId, now());
  switch (outcome) {
    case 'removed':
      if (node) tellDeparture(how, node);
      return accepted({ removed: true });
    case 'not_found':
      return refused('not_found');
    case 'is_host':
      return refused('invalid_transition', { detail: 'The host node cannot be removed' });
  }
}
