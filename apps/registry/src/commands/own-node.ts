import {
  accepted,
  type DeviceSession,
  type NodeView,
  type Page,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import { type Actor, type MeshNode, seenBy } from '@meshpair/domain';
import type { SessionRecord } from '@meshpair/persistence';
import type { RegistryContext } from '../registry-context.js';
import { findDeviceSession, useDeviceSession } from '../tokens/device-session.js';
import { readPeerPage } from './node-page.js';
import { nodeViewOf } from './node-view.js';
import { removeNode } from './nodes.js';

const NEEDED_PERMISSION = 'mesh:read';

const deviceAt = (nodeId: string): Actor => ({ kind: 'device', id: nodeId });

/** The device's own node. */
export const getMe = (
  context: RegistryContext,
  device: RequestOf<typeof registryCommands.getMe>,
): Promise<Reply<NodeView>> =>
  withOwnNode(context, device, ({ ownerId, nodeId }) => context.nodes.find(ownerId, nodeId));

/** Renames the device's own node, or says how it is reached. Refuses another node's WireGuard key with `conflict`. */
export async function updateMe(
  context: RegistryContext,
  { sessionToken, provenKey, ...update }: RequestOf<typeof registryCommands.updateMe>,
): Promise<Reply<NodeView>> {
  const session = await useDeviceSession(context, { sessionToken, provenKey });
  if (!session) return refused('unauthorized');
  const { ownerId, nodeId } = session;
  const change = { actor: deviceAt(nodeId), now: context.now() };
  const node = await context.nodes.update(ownerId, nodeId, update, change);
  if (node === 'key_taken') return refused('conflict', { detail: 'Another node has this WireGuard key' });
  if (!node) return refused('unauthorized');
  context.recorded();
  return accepted(nodeViewOf(node));
}

/** The device says that it is there. */
export const heartbeat = (
  context: RegistryContext,
  device: RequestOf<typeof registryCommands.heartbeat>,
): Promise<Reply<NodeView>> =>
  withOwnNode(context, device, ({ ownerId, nodeId }) => context.nodes.touch(ownerId, nodeId, context.now()));

/** Whose session it is, for a stream that tells when its peers change. */
export async function watchPeers(
  context: RegistryContext,
  device: RequestOf<typeof registryCommands.watchPeers>,
): Promise<Reply<{ readonly ownerId: string; readonly nodeId: string }>> {
  const session = await findDeviceSession(context, device);
  if (!session) return refused('unauthorized');
  if (!session.permissions.includes(NEEDED_PERMISSION)) return refused('forbidden');
  return accepted({ ownerId: session.ownerId, nodeId: session.nodeId });
}

/** The other nodes that the device sees by its owner's policy. Refuses a device without `mesh:read` with `forbidden`. */
export async function listPeers(
  context: RegistryContext,
  { after, limit, ...device }: RequestOf<typeof registryCommands.listPeers>,
): Promise<Reply<Page<NodeView>>> {
  const session = await useDeviceSession(context, device);
  if (!session) return refused('unauthorized');
  if (!session.permissions.includes(NEEDED_PERMISSION)) return refused('forbidden');
  const { ownerId, nodeId: of } = session;
  const [own, policy] = await Promise.all([context.nodes.find(ownerId, of), context.policies.read(ownerId)]);
  const tagged = seenBy(own?.tags ?? [], policy);
  return readPeerPage(context, { ownerId, after, limit, of, tagged });
}

/** Takes the device out of the mesh: its node, sessions and tokens go. */
export async function leaveMesh(
  context: RegistryContext,
  device: RequestOf<typeof registryCommands.leaveMesh>,
): Promise<Reply<{ readonly removed: true }>> {
  const session = await useDeviceSession(context, device);
  if (!session) return refused('unauthorized');
  const { ownerId, nodeId } = session;
  const reply = await removeNode(context, { ownerId, nodeId }, deviceAt(nodeId));
  // Whoever removed the node meanwhile did what the device asks for.
  return !reply.ok && reply.error.code === 'not_found' ? accepted({ removed: true }) : reply;
}

/** Refuses with `unauthorized` a token that is not a live session's, or whose node is gone. */
async function withOwnNode(
  context: RegistryContext,
  device: DeviceSession,
  find: (session: SessionRecord) => Promise<MeshNode | undefined>,
): Promise<Reply<NodeView>> {
  const session = await useDeviceSession(context, device);
  const node = session && (await find(session));
  return node ? accepted(nodeViewOf(node)) : refused('unauthorized');
}
