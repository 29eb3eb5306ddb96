import type { PoolClient } from 'pg';
import { expiringUntil, type MeshNode, onlineSince, statusesIn, type StatusFilter } from '@meshpair/domain';
import { run } from '../statement.js';
import { FIND_NODES } from './many-nodes-statements.js';
import { nodeFromRow, type NodeRow } from './node-row.js';
import { SELECT_NODES } from './node-search-statements.js';

/** Which nodes are looked for: all that is given must hold. */
export interface NodeMatch {
  readonly q?: string | undefined;
  readonly permission?: string | undefined;
  readonly status?: StatusFilter | undefined;
  readonly platform?: string | undefined;
  readonly tag?: string | undefined;
}

/** Nodes by their ids, or all that match, which are as many as somebody has counted. */
export type NodeSelection =
  { readonly ids: readonly string[] } | { readonly matching: NodeMatch; readonly count: number };

export interface SelectedNodes {
  readonly kind: 'selected';
  readonly nodes: readonly MeshNode[];
  /** Ids that are of none. */
  readonly missing: readonly string[];
}

/** Others match than were counted. */
export interface OtherCount {
  readonly kind: 'other_count';
  readonly count: number;
}

/** What the statements of `node-search-statements` take first. */
export const matchValues = (
  ownerId: string,
  { q, permission, status, platform, tag }: NodeMatch,
  now: Date,
): readonly unknown[] => [
  ownerId,
  q ?? null,
  permission ?? null,
  status === undefined ? null : statusesIn(status),
  now,
  expiringUntil(now),
  onlineSince(now),
  platform ?? null,
  tag ?? null,
];

/** Reads the nodes of a selection, in a transaction that holds the owner's lock: they stay the same until its end. */
export async function selectNodes(
  client: PoolClient,
  ownerId: string,
  selection: NodeSelection,
  now: Date,
): Promise<SelectedNodes | OtherCount> {
  if ('ids' in selection) {
    const nodes = (await run<NodeRow>(client, FIND_NODES, [ownerId, selection.ids])).map(nodeFromRow);
    const found = new Set(nodes.map(({ id }) => id));
    return { kind: 'selected', nodes, missing: selection.ids.filter((id) => !found.has(id)) };
  }
  const rows = await run<NodeRow>(client, SELECT_NODES, matchValues(ownerId, selection.matching, now));
  if (rows.length !== selection.count) return { kind: 'other_count', count: rows.length };
  return { kind: 'selected', nodes: rows.map(nodeFromRow), missing: [] };
}
