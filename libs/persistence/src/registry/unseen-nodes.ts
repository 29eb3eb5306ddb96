import type { Pool } from 'pg';
import { type MeshNode, nodeDeparture } from '@meshpair/domain';
import { run } from '../statement.js';
import { recordMeshEvents } from './mesh-events.js';
import { nodeFromRow, type NodeRow } from './node-row.js';
import { REMOVE_DEVICE, TOUCH_NODE } from './node-statements.js';
import { underKnownOwnerLock } from './owner-lock.js';
import { FIND_UNSEEN, FORGET_USES, READ_UNSEEN } from './setup-key-statements.js';

/** Nodes that one look removes at most. */
const AT_ONCE = 100;

interface NodeOfOwner {
  readonly ownerId: string;
  readonly nodeId: string;
}

/** Ephemeral nodes that nobody has seen for as long as they may be unseen. */
export class UnseenNodes {
  constructor(private readonly pool: Pool) {}

  /** Who may be gone: the rule says, once it is asked. */
  find(now: Date): Promise<readonly NodeOfOwner[]> {
    return run<NodeOfOwner>(this.pool, FIND_UNSEEN, [now, AT_ONCE]);
  }

  /** Removes the node where the rule says so, as the mesh, with its event. Returns it, or undefined. */
  remove(
    { ownerId, nodeId }: NodeOfOwner,
    now: Date,
    isGone: (node: MeshNode, now: Date) => boolean,
  ): Promise<MeshNode | undefined> {
    return underKnownOwnerLock<MeshNode | undefined>(this.pool, ownerId, undefined, async (client) => {
      type Row = NodeRow & { readonly sessionUsedAt: Date | null };
      const [row] = await run<Row>(client, READ_UNSEEN, [ownerId, nodeId]);
      if (!row || row.removalId !== null) return undefined;
      const node = seenAt(nodeFromRow(row), row.sessionUsedAt);
      if (!isGone(node, now)) {
        await run(client, TOUCH_NODE, [ownerId, nodeId, node.lastSeenAt]);
        return undefined;
      }
      await run(client, REMOVE_DEVICE, [ownerId, nodeId, now]);
      await run(client, FORGET_USES, [ownerId, nodeId]);
      const unseenSince = (node.lastSeenAt ?? node.createdAt).toISOString();
      const occasion = { ownerId, actor: { kind: 'mesh' }, now } as const;
      await recordMeshEvents(client, [nodeDeparture(node, occasion, { unseenSince })]);
      return node;
    });
  }
}

/** A device that uses its session is there, whether it sends heartbeats or not. */
const seenAt = (node: MeshNode, sessionUsedAt: Date | null): MeshNode =>
  sessionUsedAt !== null && sessionUsedAt > (node.lastSeenAt ?? node.createdAt)
    ? { ...node, lastSeenAt: sessionUsedAt }
    : node;
