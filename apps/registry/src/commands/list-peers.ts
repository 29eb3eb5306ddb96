import {
  refused,
  type NodeView,
  type Page,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { readNodePage } from './node-page.js';
import type { RegistryContext } from '../registry-context.js';
import { useDeviceSession } from '../tokens/device-session.js';

const NEEDED_PERMISSION = 'mesh:read';

/** The other nodes of the device's mesh. Refuses a device without `mesh:read` with `forbidden`. */
export async function listPeers(
  context: RegistryContext,
  { sessionToken, after, limit }: RequestOf<typeof registryCommands.listPeers>,
): Promise<Reply<Page<NodeView>>> {
  const session = await useDeviceSession(context, sessionToken);
  if (!session) return refused('unauthorized');
  if (!session.permissions.includes(NEEDED_PERMISSION)) return refused('forbidden');
  return readNodePage(context.nodes, { ownerId: session.ownerId, after, limit, except: session.nodeId });
}
