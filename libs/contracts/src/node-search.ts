import { z } from 'zod';
import { NODE_ORDERS, STATUS_FILTERS } from '@meshpair/domain';
import { Permission, Platform, Tag, Timestamp } from './fields.js';
import { NodeView, pageOf } from './views.js';

/** As `Cursor`, with room for a name. A pattern in the schema would be narrower than that of the last release. */
export const NodeCursor = z
  .string()
  .refine((text) => /^[A-Za-z0-9_-]{1,512}$/.test(text), 'must be a nextCursor of an earlier answer');

/** Part of a name, an address or a platform. */
const SearchText = z
  .string()
  .min(1)
  .max(64)
  .refine((text) => !/\p{Cc}/u.test(text), 'must not contain control characters');

/** Which nodes: all that is given must hold. */
export const NodeFilter = z.strictObject({
  /** In any case, and as it is: no character stands for others. */
  q: SearchText.optional(),
  status: z.enum(STATUS_FILTERS).optional(),
  permission: Permission.optional(),
  /** As the device has told it. */
  platform: Platform.optional(),
  tag: Tag.optional(),
});
export type NodeFilter = z.infer<typeof NodeFilter>;

/** Which nodes, and in what order. */
export const NodeSearch = NodeFilter.extend({
  /** `createdAt` unless told. */
  sort: z.enum(NODE_ORDERS).optional(),
});
export type NodeSearch = z.infer<typeof NodeSearch>;

/** A page of nodes; `total` is how many match on all pages, told to those who search or sort. */
export const NodePage = pageOf(NodeView).extend({
  nextCursor: NodeCursor.nullable(),
  total: z.int().min(0).optional(),
});
export type NodePage = z.infer<typeof NodePage>;

/** What an owner's nodes are told apart by, each once. */
export const NodeFacets = z
  .object({ platforms: z.array(z.string()).readonly(), tags: z.array(z.string()).readonly() })
  .meta({ id: 'NodeFacets' });
export type NodeFacets = z.infer<typeof NodeFacets>;

/** One node, with what lets it in: ids and times, never the tokens. Ended ones are left out. */
export const NodeDetails = NodeView.extend({
  peerTokens: z.array(z.object({ id: z.string(), issuedAt: Timestamp, expiresAt: Timestamp })).readonly(),
  sessions: z
    .array(
      z.object({
        id: z.string(),
        createdAt: Timestamp,
        lastUsedAt: Timestamp.nullable(),
        expiresAt: Timestamp,
      }),
    )
    .readonly(),
}).meta({ id: 'NodeDetails' });
export type NodeDetails = z.infer<typeof NodeDetails>;
