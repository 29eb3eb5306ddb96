import { Logger } from '@nestjs/common';
import {
  accepted,
  type ChangedNodes,
  type NodeRemoval,
  refused,
  type registryCommands,
  type Reply,
  type RequestOf,
  type RestoredNodes,
} from '@meshpair/contracts';
import { MAX_TAGS, ownerBy, UNDO_SECONDS } from '@meshpair/domain';
import type { RegistryContext } from '../registry-context.js';

const logger = new Logger('Nodes');

/** Changes permissions and tags of many nodes, or of none. */
export async function changeNodes(
  { manyNodes, now, recorded }: RegistryContext,
  request: RequestOf<typeof registryCommands.changeNodes>,
): Promise<Reply<ChangedNodes>> {
  const { ownerId, nodes, permissions, addTags: add, removeTags: remove } = request;
  const by = { actor: ownerBy(request), now: now() };
  const outcome = await manyNodes.change(ownerId, nodes, { permissions, tags: { add, remove } }, by);
  switch (outcome.kind) {
    case 'changed':
      recorded();
      return accepted({ changed: outcome.nodes, skipped: outcome.missing });
    case 'none':
      return refused('not_found');
    case 'other_count':
      return otherCount(outcome.count);
    case 'too_many_tags': {
      const message = `a node has at most ${MAX_TAGS} tags, and ${outcome.node.id} would have more`;
      return refused('invalid_request', { errors: [{ field: 'addTags', message }] });
    }
  }
}

/** Shuts devices out at once; whoever follows the removals removes them when their time is over. */
export async function suspendNodes(
  { removals, newId, now, recorded, removalBegun }: RegistryContext,
  { ownerId, nodes, ...by }: RequestOf<typeof registryCommands.suspendNodes>,
): Promise<Reply<NodeRemoval>> {
  const at = now();
  const removal = { removalId: newId(), endsAt: new Date(at.getTime() + UNDO_SECONDS * 1000) };
  const outcome = await removals.suspend(ownerId, nodes, removal, { actor: ownerBy(by), now: at });
  switch (outcome.kind) {
    case 'suspended': {
      recorded();
      removalBegun();
      const { removalId, endsAt } = removal;
      logger.log(`Suspended: ${outcome.nodes} to be removed`, { outcome: 'suspended', removalId });
      return accepted({
        removalId,
        nodes: outcome.nodes,
        undoUntil: endsAt.toISOString(),
        skipped: outcome.missing,
      });
    }
    case 'none':
      return refused('not_found');
    case 'other_count':
      return otherCount(outcome.count);
  }
}

/** Lets the devices of a removal in again, with the tokens, sessions and tags that they had. */
export async function restoreNodes(
  { removals, now, recorded }: RegistryContext,
  { ownerId, removalId, ...by }: RequestOf<typeof registryCommands.restoreNodes>,
): Promise<Reply<RestoredNodes>> {
  const restored = await removals.restore(ownerId, removalId, { actor: ownerBy(by), now: now() });
  if (restored === undefined) return refused('not_found', { detail: 'There is nothing to undo any more' });
  recorded();
  return accepted({ restored });
}

const otherCount = (count: number): Reply<never> =>
  refused('conflict', { detail: `${count} nodes match now; nothing was done`, count });
