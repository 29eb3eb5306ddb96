import type { NodeView, Page, registryCommands, Reply, RequestOf } from '@meshpair/contracts';
import { readNodePage } from './node-page.js';
import type { RegistryContext } from '../registry-context.js';

/** An owner's nodes, the host included, oldest first. */
export const listNodes = (
  { nodes }: RegistryContext,
  { ownerId, after, limit }: RequestOf<typeof registryCommands.listNodes>,
): Promise<Reply<Page<NodeView>>> => readNodePage(nodes, { ownerId, after, limit });
