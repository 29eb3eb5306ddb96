import type { Pool } from 'pg';
import { inOrder, type MeshNode, nodeChanges, nodeDeparture } from '@meshpair/domain';
import { run, runCount } from '../statement.js';
import { recordMeshEvents } from './mesh-events.js';
import type {
  AddressHolders,
  AddressQuestion,
  Change,
  FoundNodes,
  ListedNode,
  MeshNodes,
  NodeFacets,
  NodePage,
  NodeQuery,
  NodeUpdate,
  PeerPage,
} from './mesh-nodes.js';
import { nodeFromRow, type NodeRow } from './node-row.js';
import { COUNT_NODES, SEARCH_NODES, SEARCH_NODES_AFTER } from './node-search-statements.js';
import { matchValues } from './node-selection.js';
import * as statements from './node-statements.js';
import { underKnownOwnerLock } from './owner-lock.js';
import { FORGET_USES } from './setup-key-statements.js';

/** Whether the node that was there was a device, and is gone. */
interface RemovedRow {
  readonly name: string;
  readonly removed: boolean;
}

type Updated = MeshNode | 'key_taken' | undefined;

type Removed = 'removed' | 'not_found' | 'is_host';

type ListedRow = NodeRow & Pick<ListedNode, 'peerTokenExpiresAt'>;

export class PostgresMeshNodes implements MeshNodes {
  constructor(private readonly pool: Pool) {}

  async find(ownerId: string, nodeId: string): Promise<MeshNode | undefined> {
    return firstNode(await run<NodeRow>(this.pool, statements.FIND_NODE, [ownerId, nodeId]));
  }

  async list(ownerId: string, { after, limit }: NodePage): Promise<readonly ListedNode[]> {
    const statement = after === undefined ? statements.LIST_NODES : statements.LIST_NODES_AFTER;
    const values = [ownerId, after ?? null, limit];
    return (await run<ListedRow>(this.pool, statement, values)).map(listedNode);
  }

  async peers(ownerId: string, { after, limit, of, tagged, now }: PeerPage): Promise<readonly MeshNode[]> {
    const statement = after === undefined ? statements.LIST_PEERS : statements.LIST_PEERS_AFTER;
    const values = [ownerId, after ?? null, limit, of, tagged === 'all' ? null : tagged, now];
    return (await run<ListedRow>(this.pool, statement, values)).map(listedNode);
  }

  async facets(ownerId: string): Promise<NodeFacets> {
    const [facets] = await run<NodeFacets>(this.pool, statements.NODE_FACETS, [ownerId]);
    return facets ?? { platforms: [], tags: [] };
  }

  async search(ownerId: string, { order, after, limit, now, ...match }: NodeQuery): Promise<FoundNodes> {
    const statement = (after ? SEARCH_NODES_AFTER : SEARCH_NODES)[order];
    const matching = matchValues(ownerId, match, now);
    const page = [after?.key ?? null, after?.nodeId ?? null, limit];
    const [rows, total] = await Promise.all([
      run<ListedRow & { readonly sortKey: string }>(this.pool, statement, [...matching, ...page]),
      runCount(this.pool, COUNT_NODES, matching),
    ]);
    const nodes = rows.map((row) => ({
      ...listedNode(row),
      position: { key: row.sortKey, nodeId: row.id },
    }));
    return { nodes, total };
  }

  nodesAt(questions: readonly AddressQuestion[]): Promise<readonly AddressHolders[]> {
    return run<AddressHolders>(this.pool, statements.NODES_AT, [
      questions.map(({ ownerId }) => ownerId),
      questions.map(({ ip }) => ip),
      questions.map(({ nodeId }) => nodeId ?? null),
    ]);
  }

  async update(
    ownerId: string,
    nodeId: string,
    { name, permissions, tags, wireguardKey, endpoints }: NodeUpdate,
    { actor, now }: Change,
  ): Promise<Updated> {
    return underKnownOwnerLock<Updated>(this.pool, ownerId, undefined, async (client) => {
      const before = firstNode(await run<NodeRow>(client, statements.FIND_NODE, [ownerId, nodeId]));
      if (!before || before.removalId !== undefined) return undefined;
      const values = [ownerId, nodeId, name ?? null, permissions ?? null, now, tags ? inOrder(tags) : null];
      const tunnel = [wireguardKey === null ? '' : (wireguardKey ?? null), endpoints ?? null];
      const after = firstNode(await run<NodeRow>(client, statements.UPDATE_NODE, [...values, ...tunnel]));
      if (!after) return 'key_taken';
      await recordMeshEvents(client, nodeChanges(before, after, { ownerId, actor, now }));
      return after;
    });
  }

  async remove(ownerId: string, nodeId: string, { actor, now }: Change): Promise<Removed> {
    return underKnownOwnerLock<Removed>(this.pool, ownerId, 'not_found', async (client) => {
      const values = [ownerId, nodeId, now];
      const [row] = await run<RemovedRow>(client, statements.REMOVE_DEVICE, values);
      if (!row) return 'not_found';
      if (!row.removed) return 'is_host';
      const node = { id: nodeId, name: row.name };
      // Whom its owner has removed does not come back by the setup key that it has used.
      if (actor.kind === 'device') await run(client, FORGET_USES, [ownerId, nodeId]);
      await recordMeshEvents(client, [nodeDeparture(node, { ownerId, actor, now })]);
      return 'removed';
    });
  }

  async touch(ownerId: string, nodeId: string, now: Date): Promise<MeshNode | undefined> {
    return firstNode(await run<NodeRow>(this.pool, statements.TOUCH_NODE, [ownerId, nodeId, now]));
  }

  async upsertHost(ownerId: string, node: MeshNode): Promise<void> {
    const { id, name, ip, port, platform, permissions, createdAt, updatedAt } = node;
    await run(this.pool, statements.UPSERT_HOST, [
      ownerId,
      id,
      name,
      ip,
      port ?? null,
      platform ?? null,
      permissions,
      createdAt,
      updatedAt,
    ]);
  }
}

const listedNode = (row: ListedRow): ListedNode => ({
  ...nodeFromRow(row),
  peerTokenExpiresAt: row.peerTokenExpiresAt,
});

const firstNode = (rows: readonly NodeRow[]): MeshNode | undefined => rows[0] && nodeFromRow(rows[0]);
