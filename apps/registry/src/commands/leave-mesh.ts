import { accepted, refused, type registryCommands, type Reply, type RequestOf } from '@meshpair/contracts';
import type { RegistryContext } from '../registry-context.js';
import { useDeviceSession } from '../tokens/device-session.js';
import { removeNode } from './remove-node.js';

/** Takes the device out of the mesh: its node, sessions and tokens go. */
export async function leaveMesh(
  context: RegistryContext,
  { sessionToken }: RequestOf<typeof registryCommands.leaveMesh>,
): Promise<Reply<{ readonly removed: true }>> {
  const session = await useDeviceSession(context, sessionToken);
  if (!session) return refused('unauthorized');
  const reply = await removeNode(context, session, 'Left');
  // Whoever removed the node meanwhile did what the device asks for.
  return !reply.ok && reply.error.code === 'not_found' ? accepted({ removed: true }) : reply;
}
