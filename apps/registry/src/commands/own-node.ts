import {
  accepted,
  refused,
  type NodeView,
  type registryCommands,
  type Reply,
  type RequestOf,
} from '@meshpair/contracts';
import type { MeshNode } from '@meshpair/domain';
import type { SessionRecord } from '@meshpair/persistence';
import { nodeViewOf } from './node-view.js';
import type { RegistryContext } from '../registry-context.js';
import { useDeviceSession } from '../tokens/device-session.js';

/** The device's own node. */
export const getMe = (
  context: RegistryContext,
  { sessionToken }: RequestOf<typeof registryCommands.getMe>,
): Promise<Reply<NodeView>> =>
  withOwnNode(context, sessionToken, ({ ownerId, nodeId }) => context.nodes.find(ownerId, nodeId));

/** Renames the device's own node. */
export const updateMe = (
  context: RegistryContext,
  { sessionToken, name }: RequestOf<typeof registryCommands.updateMe>,
): Promise<Reply<NodeView>> =>
  withOwnNode(context, sessionToken, ({ ownerId, nodeId }) =>
    context.nodes.update(ownerId, nodeId, { name }, context.now()),
  );

/** The device says that it is there. */
export const heartbeat = (
  context: RegistryContext,
  { sessionToken }: RequestOf<typeof registryCommands.heartbeat>,
): Promise<Reply<NodeView>> =>
  withOwnNode(context, sessionToken, ({ ownerId, nodeId }) =>
    context.nodes.touch(ownerId, nodeId, context.now()),
  );

/** Refuses with `unauthorized` a token that is not a live session's, or whose node is gone. */
async function withOwnNode(
  context: RegistryContext,
  sessionToken: string,
  find: (session: SessionRecord) => Promise<MeshNode | undefined>,
): Promise<Reply<NodeView>> {
  const session = await useDeviceSession(context, sessionToken);
  const node = session && (await find(session));
  return node ? accepted(nodeViewOf(node)) : refused('unauthorized');
}
