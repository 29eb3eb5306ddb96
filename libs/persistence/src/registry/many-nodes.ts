import type { Pool } from 'pg';
import { changedTags, type MeshNode, nodeChanges, type TagChange } from '@meshpair/domain';
import { run } from '../statement.js';
import { PERMIT_NODES, TAG_NODES } from './many-nodes-statements.js';
import { recordMeshEvents } from './mesh-events.js';
import type { Change } from './mesh-nodes.js';
import { type NodeSelection, type OtherCount, selectNodes } from './node-selection.js';
import { underKnownOwnerLock } from './owner-lock.js';

export interface ManyChanges {
  readonly permissions?: readonly string[] | undefined;
  readonly tags: TagChange;
}

export type ManyChanged =
  | { readonly kind: 'changed'; readonly nodes: number; readonly missing: readonly string[] }
  | { readonly kind: 'none' }
  | OtherCount
  /** One would have more than a node may. */
  | { readonly kind: 'too_many_tags'; readonly node: MeshNode };

/** Changes of many nodes of an owner at once: a few statements, however many they are. */
export class ManyNodes {
  constructor(private readonly pool: Pool) {}

  /** New permissions hold for live credentials too. */
  async change(
    ownerId: string,
    selection: NodeSelection,
    { permissions, tags }: ManyChanges,
    { actor, now }: Change,
  ): Promise<ManyChanged> {
    return underKnownOwnerLock<ManyChanged>(this.pool, ownerId, { kind: 'none' }, async (client) => {
      const selected = await selectNodes(client, ownerId, selection, now);
      if (selected.kind === 'other_count') return selected;
      if (selected.nodes.length === 0) return { kind: 'none' };
      const afterwards: MeshNode[] = [];
      for (const node of selected.nodes) {
        const changed = changedTags(node.tags ?? [], tags);
        if (!changed) return { kind: 'too_many_tags', node };
        afterwards.push({ ...node, permissions: permissions ?? node.permissions, tags: changed });
      }
      const occasion = { ownerId, actor, now };
      const events = selected.nodes.flatMap((node, index) =>
        nodeChanges(node, afterwards[index] ?? node, occasion),
      );
      const idsOf = (type: string): string[] =>
        events.filter((event) => event.type === type).map(({ subject }) => subject);
      const permitted = idsOf('NodePermissionsChanged');
      const tagged = new Set(idsOf('NodeTagsChanged'));
      if (permitted.length > 0) await run(client, PERMIT_NODES, [ownerId, permitted, permissions, now]);
      if (tagged.size > 0) {
        const rows = afterwards
          .filter(({ id }) => tagged.has(id))
          .map(({ id, tags: all }) => ({ id, tags: all }));
        await run(client, TAG_NODES, [ownerId, JSON.stringify(rows), now]);
      }
      await recordMeshEvents(client, events);
      return {
        kind: 'changed',
        nodes: new Set([...permitted, ...tagged]).size,
        missing: selected.missing,
      };
    });
  }
}
