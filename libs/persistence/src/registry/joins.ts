import type { Pool, PoolClient } from 'pg';
import { digestsMatch, type MeshEvent, type MeshNode, type NodesOfJoin } from '@meshpair/domain';
import { run } from '../statement.js';
import { Ending } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import { nodeFromRow, nodeFromTableJson, type NodeRow, type NodeTableJson } from './node-row.js';
import { FIND_NODE } from './node-statements.js';
import { underOwnerLock } from './owner-lock.js';
import { type Registered, registeredRows } from './registration-rows.js';
import { WRITE_GROUP } from './registration-statements.js';
import { settleJoin } from './settle-join.js';
import * as statements from './setup-key-statements.js';
import type { SetupKeyRecord, StoredSetupKey } from './setup-keys.js';

/** Less than a gateway waits for its answer: many of one owner may come at once. */
const PATIENCE_MS = 4_000;

/** A device that joins by its own key, and perhaps by a setup key of which the digest is compared. */
export interface JoinRequest {
  readonly publicKey: string;
  /** Of its key, to which its tokens are bound. */
  readonly keyThumbprint: string;
  readonly device: {
    readonly name: string;
    readonly platform?: string | undefined;
    readonly port?: number | undefined;
    readonly nodeId?: string | undefined;
  };
  readonly ip: string;
  readonly setupKey?: { readonly setupKeyId: string; readonly secretDigest: string } | undefined;
}

/** What is to be decided about, as it is under the owner's lock. */
export interface JoinQuestion {
  readonly ownerId: string;
  readonly nodes: NodesOfJoin;
  readonly key?: SetupKeyRecord | undefined;
  readonly now: Date;
}

/** What a decided join writes: a node with its session and peer token, its event, and the setup key that it uses. */
export interface WrittenJoin extends Registered {
  readonly event: MeshEvent;
}

/** Decides one join. Pure; called under the owner's lock. */
type DecideJoin<Outcome> = (
  question: JoinQuestion,
) => Outcome & { readonly written?: WrittenJoin | undefined };

/** Devices that join without a code: by a setup key, or as the node that they are. */
export class Joins {
  constructor(private readonly pool: Pool) {}

  /**
   * Node, session, peer token, use and event in one transaction under the owner's lock, or nothing. Refuses what leads to no
   * owner: a setup key that is none, and a device without one whose key no node has.
   */
  async join<Outcome>(
    request: JoinRequest,
    decide: DecideJoin<Outcome>,
  ): Promise<Outcome | 'setup_key_not_found' | 'node_removed'> {
    const ownerId = await this.ownerOf(request);
    if (ownerId === undefined) return request.setupKey ? 'setup_key_not_found' : 'node_removed';
    return underOwnerLock<Outcome>(
      this.pool,
      { ownerId, patienceMs: PATIENCE_MS },
      async (client, deviceCount) => {
        const outcome = decide({ ownerId, ...(await readJoin(client, ownerId, request, deviceCount)) });
        if (!outcome.written) return outcome;
        const { written } = outcome;
        const node = await write(client, ownerId, written);
        const registered = { ...written.registered, node };
        const told = { ...outcome, written: { ...written, registered } };
        return new Ending<Outcome>(told, recordMeshEvents(client, [written.event]));
      },
    );
  }

  private async ownerOf({ setupKey, publicKey, device }: JoinRequest): Promise<string | undefined> {
    if (!setupKey) {
      const values = [publicKey, device.nodeId ?? null];
      const [found] = await run<{ ownerId: string }>(this.pool, statements.FIND_OWNER_OF_KEY, values);
      return found?.ownerId;
    }
    const values = [setupKey.setupKeyId];
    const [found] = await run<StoredSetupKey>(this.pool, statements.FIND_SETUP_KEY, values);
    return found && digestsMatch(found.secretDigest, setupKey.secretDigest) ? found.ownerId : undefined;
  }
}

interface JoinRow {
  readonly now: Date;
  readonly own: NodeTableJson | null;
  readonly sameIp: readonly NodeTableJson[];
  readonly hasUsedKey: boolean;
}

async function readJoin(
  client: PoolClient,
  ownerId: string,
  { publicKey, ip, setupKey, device }: JoinRequest,
  deviceCount: number,
): Promise<Omit<JoinQuestion, 'ownerId'>> {
  const setupKeyId = setupKey?.setupKeyId ?? null;
  const values = [ownerId, publicKey, ip, setupKeyId, device.nodeId ?? null];
  const [row] = await run<JoinRow>(client, statements.READ_JOIN, values);
  if (!row) throw new Error('a read of a join has one row');
  const [key] =
    setupKeyId === null ? [] : await run<StoredSetupKey>(client, statements.FIND_SETUP_KEY, [setupKeyId]);
  const own: MeshNode | undefined = row.own === null ? undefined : nodeFromTableJson(row.own);
  const nodes = { own, sameIp: row.sameIp.map(nodeFromTableJson), deviceCount, hasUsedKey: row.hasUsedKey };
  return { nodes, key, now: row.now };
}

/** Answers the node as it is stored, with what the table has given it. */
async function write(client: PoolClient, ownerId: string, { registered }: WrittenJoin): Promise<MeshNode> {
  const rows = registeredRows([{ registered }]);
  const credentials = [rows.nodes, rows.tokens, rows.sessions];
  await run(client, WRITE_GROUP, [ownerId, ...credentials, '[]', '[]', rows.devicesAdded]);
  await settleJoin(client, ownerId, registered);
  const [row] = await run<NodeRow>(client, FIND_NODE, [ownerId, registered.node.id]);
  if (!row) throw new Error('a node that was written is there');
  return nodeFromRow(row);
}
