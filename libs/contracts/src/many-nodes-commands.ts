import { z } from 'zod';
import { MAX_PEER_RULES } from '@meshpair/domain';
import { command } from './command.js';
import { Id, Permissions, TagOrAny, Tags, Timestamp } from './fields.js';
import { NodeFilter } from './node-search.js';
import { ByOwner } from './owner-commands.js';

/** As many ids as a body has room for. */
const MAX_NAMED_NODES = 200;
/** More take several requests. */
const MAX_NODES_AT_ONCE = 10_000;

/** Nodes by their ids; or all that match, and how many those are: if they are not, nothing is done. */
const NodeSelection = z.union([
  z.strictObject({ ids: z.array(Id).min(1).max(MAX_NAMED_NODES) }),
  z.strictObject({ matching: NodeFilter, count: z.int().min(1).max(MAX_NODES_AT_ONCE) }),
]);
export type NodeSelection = z.infer<typeof NodeSelection>;

/** What becomes of many nodes: their permissions are these, their tags some more or less. */
export const ChangeNodesBody = z
  .strictObject({
    nodes: NodeSelection,
    permissions: Permissions.optional(),
    addTags: Tags.optional(),
    removeTags: Tags.optional(),
  })
  .refine(({ permissions, addTags, removeTags }) => (permissions ?? addTags ?? removeTags) !== undefined, {
    message: 'give permissions, addTags or removeTags',
  });
export type ChangeNodesBody = z.infer<typeof ChangeNodesBody>;

/** Ids that are not of nodes of the owner, or not of nodes that this can be done with. */
const skipped = z.array(Id).readonly();

/** How many were other before. */
export const ChangedNodes = z.object({ changed: z.int(), skipped }).meta({ id: 'ChangedNodes' });
export type ChangedNodes = z.infer<typeof ChangedNodes>;

export const RemoveNodesBody = z.strictObject({ nodes: NodeSelection });
export type RemoveNodesBody = z.infer<typeof RemoveNodesBody>;

/** Nodes that are shut out, and removed for good at `undoUntil`. */
export const NodeRemoval = z
  .object({ removalId: Id, nodes: z.int(), undoUntil: Timestamp, skipped })
  .meta({ id: 'NodeRemoval' });
export type NodeRemoval = z.infer<typeof NodeRemoval>;

export const RestoredNodes = z.object({ restored: z.int() }).meta({ id: 'RestoredNodes' });
export type RestoredNodes = z.infer<typeof RestoredNodes>;

/** Which devices see which: `from` and `to` are tags, or `*` for every node. */
export const PeerPolicy = z
  .strictObject({
    rules: z.array(z.strictObject({ from: TagOrAny, to: TagOrAny })).max(MAX_PEER_RULES),
  })
  .meta({ id: 'PeerPolicy' });
export type PeerPolicy = z.infer<typeof PeerPolicy>;

/**
 * Refuses with `not_found` when none is a node of the owner, with `conflict` when others match than were counted, and
 * with `invalid_request` when one would have too many tags.
 */
export const changeNodes = command(
  'registry.nodes.change',
  ByOwner.extend(ChangeNodesBody.shape),
  ChangedNodes,
);

/** Shuts devices out at once, and removes them in ten seconds. Refuses as `changeNodes`; the host is passed over. */
export const suspendNodes = command(
  'registry.nodes.suspend',
  ByOwner.extend(RemoveNodesBody.shape),
  NodeRemoval,
);

/** Lets them in again as they were. Refuses with `not_found` when it is too late. */
export const restoreNodes = command(
  'registry.nodes.restore',
  ByOwner.extend({ removalId: Id }),
  RestoredNodes,
);

export const readPeerPolicy = command('registry.policy.get', z.strictObject({ ownerId: Id }), PeerPolicy);

/** It holds at once. */
export const setPeerPolicy = command('registry.policy.set', ByOwner.extend(PeerPolicy.shape), PeerPolicy);
