import { accepted, refused, type registryCommands, type Reply, type RequestOf } from '@meshpair/contracts';
import type { MeshNode } from '@meshpair/domain';
import { describeDevice } from '@meshpair/service';
import { Logger } from '@nestjs/common';
import type { RegistryContext } from '../registry-context.js';

const logger = new Logger('Nodes');

/** Removes a node with its sessions and revokes its tokens. The host stays: `invalid_transition`. */
export async function removeNode(
  { store, now }: RegistryContext,
  { ownerId, nodeId }: RequestOf<typeof registryCommands.removeNode>,
  how: 'Removed' | 'Left' = 'Removed',
): Promise<Reply<{ readonly removed: true }>> {
  const node = await store.findNode(ownerId, nodeId);
  const outcome = await store.removeNode(ownerId, nodeId, now());
  switch (outcome) {
    case 'removed':
      if (node) tell(how, node);
      return accepted({ removed: true });
    case 'not_found':
      return refused('not_found');
    case 'is_host':
      return refused('invalid_transition', { detail: 'The host node cannot be removed' });
  }
}

function tell(how: string, { id, name, platform, ip }: MeshNode): void {
  const device = { name, platform, ip };
  logger.log(`${how}: ${describeDevice(device)}`, { outcome: how.toLowerCase(), nodeId: id, device });
}
