import type { Pool, PoolClient } from 'pg';
import type { MeshNode } from '@meshpair/domain';
import { run } from '../statement.js';
import type { AddressHolders, AddressQuestion, ListedNode, MeshNodes, NodePage } from './mesh-nodes.js';
import { nodeFromRow, type NodeRow } from './node-row.js';
import * as statements from './node-statements.js';
import { underOwnerLock } from './owner-lock.js';
import { UnknownOwner } from './registration-errors.js';

export class PostgresMeshNodes implements MeshNodes {
  constructor(private readonly pool: Pool) {}

  async find(ownerId: string, nodeId: string): Promise<MeshNode | undefined> {
    return firstNode(await run<NodeRow>(this.pool, statements.FIND_NODE, [ownerId, nodeId]));
  }

  async list(ownerId: string, { after, except, limit }: NodePage): Promise<readonly ListedNode[]> {
    const statement = after === undefined ? statements.LIST_NODES : statements.LIST_NODES_AFTER;
    const values = [ownerId, after ?? null, except ?? null, limit];
    const rows = await run<NodeRow & Pick<ListedNode, 'peerTokenExpiresAt'>>(this.pool, statement, values);
    return rows.map((row) => ({ ...nodeFromRow(row), peerTokenExpiresAt: row.peerTokenExpiresAt }));
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
    { name, permissions }: { readonly name?: string; readonly permissions?: readonly string[] },
    now: Date,
  ): Promise<MeshNode | undefined> {
    const rows = await this.underLock(ownerId, [], (client) =>
      run<NodeRow>(client, statements.UPDATE_NODE, [ownerId, nodeId, name ?? null, permissions ?? null, now]),
    );
    return firstNode(rows);
  }

  async remove(ownerId: string, nodeId: string, now: Date): Promise<'removed' | 'not_found' | 'is_host'> {
    const [row] = await this.underLock(ownerId, [], (client) =>
      run<{ removed: boolean }>(client, statements.REMOVE_DEVICE, [ownerId, nodeId, now]),
    );
    if (!row) return 'not_found';
    return row.removed ? 'removed' : 'is_host';
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

  /** Changes of devices wait for the registrations of their owner; without the owner there is nothing to change. */
  private async underLock<T>(
    ownerId: string,
    nothing: T,
    work: (client: PoolClient) => Promise<T>,
  ): Promise<T> {
    try {
      return await underOwnerLock(this.pool, { ownerId }, work);
    } catch (error) {
      if (error instanceof UnknownOwner) return nothing;
      throw error;
    }
  }
}

const firstNode = (rows: readonly NodeRow[]): MeshNode | undefined => rows[0] && nodeFromRow(rows[0]);
