import type { Pool } from 'pg';
import { type Actor, type MeshNode, nodeDeparture, nodeSuspension } from '@meshpair/domain';
import { run } from '../statement.js';
import * as statements from './many-nodes-statements.js';
import { recordMeshEvents } from './mesh-events.js';
import type { Change } from './mesh-nodes.js';
import { type NodeSelection, type OtherCount, selectNodes } from './node-selection.js';
import { underKnownOwnerLock } from './owner-lock.js';

/** Removals that one look finishes at most. */
const DUE_AT_ONCE = 100;

type Named = Pick<MeshNode, 'id' | 'name'>;

export type Suspension =
  | { readonly kind: 'suspended'; readonly nodes: number; readonly missing: readonly string[] }
  | { readonly kind: 'none' }
  | OtherCount;

interface DueRemoval {
  readonly removalId: string;
  readonly ownerId: string;
}

/** Nodes on their way out: shut out at once, let in again while there is time, and then removed for good. */
export class NodeRemovals {
  constructor(private readonly pool: Pool) {}

  /** Revokes sessions and tokens of the devices. The host is passed over: it is among the missing. */
  suspend(
    ownerId: string,
    selection: NodeSelection,
    { removalId, endsAt }: { readonly removalId: string; readonly endsAt: Date },
    { actor, now }: Change,
  ): Promise<Suspension> {
    return underKnownOwnerLock<Suspension>(this.pool, ownerId, { kind: 'none' }, async (client) => {
      const selected = await selectNodes(client, ownerId, selection, now);
      if (selected.kind === 'other_count') return selected;
      const devices = selected.nodes.filter(({ role }) => role === 'device');
      if (devices.length === 0) return { kind: 'none' };
      const ids = devices.map(({ id }) => id);
      const values = [ownerId, ids, removalId, JSON.stringify(actor), endsAt, now];
      await run(client, statements.SUSPEND_NODES, values);
      const occasion = { ownerId, actor, now };
      await recordMeshEvents(
        client,
        devices.map((node) => nodeSuspension('NodeSuspended', node, removalId, occasion)),
      );
      const hosts = selected.nodes.filter(({ role }) => role === 'host').map(({ id }) => id);
      const missing = 'ids' in selection ? [...selected.missing, ...hosts] : [];
      return { kind: 'suspended', nodes: devices.length, missing };
    });
  }

  /** How many are back, as they were; undefined when it is too late or there is no such removal. */
  restore(ownerId: string, removalId: string, { actor, now }: Change): Promise<number | undefined> {
    return underKnownOwnerLock<number | undefined>(this.pool, ownerId, undefined, async (client) => {
      const [row] = await run<{ nodes: Named[] }>(client, statements.RESTORE_NODES, [
        ownerId,
        removalId,
        now,
      ]);
      if (!row) return undefined;
      const occasion = { ownerId, actor, now };
      await recordMeshEvents(
        client,
        row.nodes.map((node) => nodeSuspension('NodeRestored', node, removalId, occasion)),
      );
      return row.nodes.length;
    });
  }

  /** Those whose time is over. */
  due(now: Date): Promise<readonly DueRemoval[]> {
    return run<DueRemoval>(this.pool, statements.FIND_DUE, [now, DUE_AT_ONCE]);
  }

  /** When the next one ends. */
  async nextEnd(): Promise<Date | undefined> {
    const [row] = await run<{ endsAt: Date | null }>(this.pool, statements.NEXT_END, []);
    return row?.endsAt ?? undefined;
  }

  /** Removes the nodes for good, as whoever asked for it. Returns how many; 0 for a removal that is over. */
  finish({ ownerId, removalId }: DueRemoval, now: Date): Promise<number> {
    return underKnownOwnerLock(this.pool, ownerId, 0, async (client) => {
      const [row] = await run<{ actor: Actor; nodes: Named[] }>(client, statements.FINISH_REMOVAL, [
        ownerId,
        removalId,
      ]);
      if (!row) return 0;
      const occasion = { ownerId, actor: row.actor, now };
      await recordMeshEvents(
        client,
        row.nodes.map((node) => nodeDeparture(node, occasion, { removalId })),
      );
      return row.nodes.length;
    });
  }
}
