import { accepted, refused, type registryCommands, type Reply, type RequestOf } from '@meshpair/contracts';
import type { RegistryContext } from '../registry-context.js';

/** Removes a node with its sessions and revokes its tokens. The host stays: `invalid_transition`. */
export async function removeNode(
  { store, now }: RegistryContext,
  { ownerId, nodeId }: RequestOf<typeof registryCommands.removeNode>,
): Promise<Reply<{ readonly removed: true }>> {
  const outcome = await store.removeNode(ownerId, nodeId, now());
  switch (outcome) {
    case 'removed':
      return accepted({ removed: true });
    case 'not_found':
      return refused('not_found');
    case 'is_host':
      return refused('invalid_transition', { detail: 'The host node cannot be removed' });
  }
}
