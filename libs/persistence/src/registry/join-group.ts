import type { Pool, PoolClient } from 'pg';
import type { MeshEvent, MeshNode, NodesOfJoin } from '@meshpair/domain';
import { run } from '../statement.js';
import { Ending } from '../transaction.js';
import { FIND_NODES } from './many-nodes-statements.js';
import { recordMeshEvents } from './mesh-events.js';
import { nodeFromRow, nodeFromTableJson, type NodeRow, type NodeTableJson } from './node-row.js';
import { underOwnerLock } from './owner-lock.js';
import { type Registered, registeredRows } from './registration-rows.js';
import { WRITE_GROUP } from './registration-statements.js';
import { settleJoin } from './settle-join.js';
import { READ_JOIN } from './setup-key-statements.js';
import type { SetupKeyRecord } from './setup-keys.js';
import { SetupKeysInView } from './setup-keys-in-view.js';

/** Less than a gateway waits for its answer. */
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
export type DecideJoin<Outcome> = (
  request: JoinRequest,
  question: JoinQuestion,
) => Outcome & { readonly written?: WrittenJoin | undefined };

/** Decides and writes one owner's joins, in order, in one transaction under the owner's lock. */
export const joinGroup = <Outcome>(
  pool: Pool,
  ownerId: string,
  requests: readonly JoinRequest[],
  decide: DecideJoin<Outcome>,
): Promise<readonly Outcome[]> =>
  underOwnerLock<readonly Outcome[]>(
    pool,
    { ownerId, patienceMs: PATIENCE_MS },
    async (client, deviceCount) => {
      const view = await JoinsInView.read(client, ownerId, requests, deviceCount);
      const outcomes = requests.map((request, place) => {
        const outcome = decide(request, view.questionOf(request, place));
        if (outcome.written) view.note(request, outcome.written);
        return outcome;
      });
      const written = outcomes.flatMap((outcome) => outcome.written ?? []);
      if (written.length === 0) return outcomes;
      const stored = await write(client, ownerId, written);
      const told = outcomes.map((outcome) => withStored(outcome, stored));
      const events = written.map(({ event }) => event);
      return new Ending<readonly Outcome[]>(told, recordMeshEvents(client, events));
    },
  );

/** With the node as it is stored, and what the table has given it. */
function withStored<Outcome extends { readonly written?: WrittenJoin | undefined }>(
  outcome: Outcome,
  stored: ReadonlyMap<string, MeshNode>,
): Outcome {
  if (!outcome.written) return outcome;
  const { registered } = outcome.written;
  const node = stored.get(registered.node.id) ?? registered.node;
  return { ...outcome, written: { ...outcome.written, registered: { ...registered, node } } };
}

async function write(
  client: PoolClient,
  ownerId: string,
  written: readonly WrittenJoin[],
): Promise<ReadonlyMap<string, MeshNode>> {
  const rows = registeredRows(written);
  const credentials = [rows.nodes, rows.tokens, rows.sessions];
  await run(client, WRITE_GROUP, [ownerId, ...credentials, '[]', '[]', rows.devicesAdded]);
  for (const { registered } of written) await settleJoin(client, ownerId, registered);
  const ids = written.map(({ registered }) => registered.node.id);
  const stored = await run<NodeRow>(client, FIND_NODES, [ownerId, ids]);
  return new Map(stored.map((row) => [row.id, nodeFromRow(row)]));
}

interface JoinRow {
  readonly now: Date;
  readonly own: NodeTableJson | null;
  readonly sameIp: readonly NodeTableJson[];
  readonly hasUsedKey: boolean;
}

/** What a group of joins is about, kept up with what the group itself adds. */
class JoinsInView {
  private readonly joined = new Map<string, MeshNode>();

  private constructor(
    private readonly ownerId: string,
    private readonly rows: readonly JoinRow[],
    private readonly keys: SetupKeysInView,
    private deviceCount: number,
  ) {}

  static async read(
    client: PoolClient,
    ownerId: string,
    requests: readonly JoinRequest[],
    deviceCount: number,
  ): Promise<JoinsInView> {
    const rows: JoinRow[] = [];
    for (const { publicKey, ip, setupKey, device } of requests) {
      const values = [ownerId, publicKey, ip, setupKey?.setupKeyId ?? null, device.nodeId ?? null];
      rows.push(...(await run<JoinRow>(client, READ_JOIN, values)));
    }
    const ids = requests.map(({ setupKey }) => setupKey?.setupKeyId);
    return new JoinsInView(ownerId, rows, await SetupKeysInView.read(client, ownerId, ids), deviceCount);
  }

  questionOf({ publicKey, ip, setupKey }: JoinRequest, place: number): JoinQuestion {
    const row = this.rows[place];
    if (!row) throw new Error('a read of a join has one row');
    const { ownerId, deviceCount } = this;
    const own = this.joined.get(publicKey) ?? (row.own ? nodeFromTableJson(row.own) : undefined);
    const here = [...this.joined.values()].filter((node) => node.ip === ip);
    const sameIp = [...row.sameIp.map(nodeFromTableJson), ...here];
    const nodes = { own, sameIp, deviceCount, hasUsedKey: row.hasUsedKey };
    return { ownerId, nodes, key: this.keys.of(setupKey?.setupKeyId), now: row.now };
  }

  note({ publicKey }: JoinRequest, { registered: { node, isNew, usedKey } }: WrittenJoin): void {
    this.joined.set(publicKey, node);
    if (isNew) this.deviceCount += 1;
    if (usedKey) this.keys.use(usedKey);
  }
}
