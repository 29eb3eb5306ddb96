import type { Pool, PoolClient } from 'pg';
import { type ExistingNodes, type MeshNode, nodeDeparture, type PinVerifiedEvent } from '@meshpair/domain';
import { run } from '../statement.js';
import { Ending } from '../transaction.js';
import { recordMeshEvents } from './mesh-events.js';
import { nodeFromTableJson, type NodeTableJson } from './node-row.js';
import { REMOVE_DEVICE } from './node-statements.js';
import { underOwnerLock } from './owner-lock.js';
import { registrationRows } from './registration-rows.js';
import { READ_GROUP, WRITE_GROUP } from './registration-statements.js';
import type { DecideRegistration, RegistrationOutcome } from './registrations.js';
import { settleJoin } from './settle-join.js';
import { SetupKeysInView } from './setup-keys-in-view.js';

/** The host and the candidate itself may stand at an address beside the one that conflicts. */
const ALWAYS_ALLOWED_AT_AN_ADDRESS = 2;

/** Decides and writes one owner's registrations, in order, in one transaction under the owner's lock, when it comes. */
export const registerGroup = (
  pool: Pool,
  ownerId: string,
  requests: readonly PinVerifiedEvent[],
  decide: DecideRegistration,
): Promise<readonly RegistrationOutcome[]> =>
  underOwnerLock<readonly RegistrationOutcome[], StoredGroup>(
    pool,
    { ownerId, patienceMs: Infinity },
    async (client, deviceCount, { registered, nodes, now }) => {
      const view = new NodesInView(nodes, deviceCount);
      const keys = await SetupKeysInView.read(
        client,
        ownerId,
        requests.map(({ data }) => data.setupKeyId),
      );
      const decideNow = (request: PinVerifiedEvent): RegistrationOutcome =>
        decide(request, view.existingFor(request), now, keys.of(request.data.setupKeyId));
      const outcomes = decideInOrder(requests, registered, { nodes: view, keys }, decideNow);
      if (outcomes.length === 0) return outcomes;
      const replacedRows = await removeReplaced(client, ownerId, outcomes);
      const written = writeGroup(client, ownerId, outcomes, replacedRows);
      if (!keys.areUsed) return new Ending(outcomes, written);
      await written;
      for (const { registered: device } of outcomes)
        if (device?.usedKey) await settleJoin(client, ownerId, device);
      return outcomes;
    },
    (client) => readGroup(client, ownerId, requests),
  );

/** `replacedRows`: how many stored devices made room. */
function writeGroup(
  client: PoolClient,
  ownerId: string,
  outcomes: readonly RegistrationOutcome[],
  replacedRows: number,
): Promise<unknown> {
  const rows = registrationRows(outcomes);
  return run(client, WRITE_GROUP, [
    ownerId,
    rows.nodes,
    rows.tokens,
    rows.sessions,
    rows.registrations,
    rows.events,
    // A device that this very group added and replaced was never counted.
    rows.devicesAdded - (rows.devicesReplaced - replacedRows),
  ]);
}

interface StoredGroup {
  readonly registered: Set<string>;
  readonly nodes: readonly MeshNode[];
  readonly now: Date;
}

async function readGroup(
  client: PoolClient,
  ownerId: string,
  requests: readonly PinVerifiedEvent[],
): Promise<StoredGroup> {
  const [row] = await run<{ registered: string[]; nodes: NodeTableJson[]; now: Date }>(client, READ_GROUP, [
    ownerId,
    requests.map((request) => request.pairingId),
    requests.flatMap(({ data: { nodeId, ipConflict } }) =>
      ipConflict?.action === 'replace' ? [nodeId, ipConflict.nodeId] : [nodeId],
    ),
    [...new Set(requests.map((request) => request.data.device.ip))],
    // Each member of the group can take one node away from an address at most; one to replace is read by its id.
    requests.length + ALWAYS_ALLOWED_AT_AN_ADDRESS,
  ]);
  if (!row) throw new Error('a read of a group has one row');
  return { registered: new Set(row.registered), nodes: row.nodes.map(nodeFromTableJson), now: row.now };
}

/** Removes the devices that make room, before anything is written; answers how many were stored. */
async function removeReplaced(
  client: PoolClient,
  ownerId: string,
  outcomes: readonly RegistrationOutcome[],
): Promise<number> {
  let removed = 0;
  for (const { registered, event } of outcomes) {
    if (registered?.replacedNodeId === undefined) continue;
    const { replacedNodeId } = registered;
    const now = event.occurredAt;
    const rows = await run<{ name: string }>(client, REMOVE_DEVICE, [ownerId, replacedNodeId, now]);
    removed += rows.length;
    const occasion = { ownerId, actor: { kind: 'owner' }, now } as const;
    const gone = rows.map(({ name }) => nodeDeparture({ id: replacedNodeId, name }, occasion));
    await recordMeshEvents(client, gone);
  }
  return removed;
}

function decideInOrder(
  requests: readonly PinVerifiedEvent[],
  registered: Set<string>,
  view: { readonly nodes: NodesInView; readonly keys: SetupKeysInView },
  decide: (request: PinVerifiedEvent) => RegistrationOutcome,
): readonly RegistrationOutcome[] {
  const outcomes: RegistrationOutcome[] = [];
  for (const request of requests) {
    if (registered.has(request.pairingId)) continue;
    registered.add(request.pairingId);
    const outcome = decide(request);
    if (outcome.registered) {
      const { node, isNew, replacedNodeId, usedKey } = outcome.registered;
      if (replacedNodeId !== undefined) view.nodes.remove(replacedNodeId);
      view.nodes.add(node, isNew);
      if (usedKey) view.keys.use(usedKey);
    }
    outcomes.push(outcome);
  }
  return outcomes;
}

/** The stored nodes that a group of registrations is about, kept up with what the group itself adds and replaces. */
class NodesInView {
  private readonly nodes = new Map<string, MeshNode>();

  constructor(
    nodes: readonly MeshNode[],
    private deviceCount: number,
  ) {
    for (const node of nodes) this.nodes.set(node.id, node);
  }

  existingFor({ data: { nodeId, device } }: PinVerifiedEvent): ExistingNodes {
    const sameIp = [...this.nodes.values()].filter((node) => node.ip === device.ip && node.id !== nodeId);
    return { sameId: this.nodes.get(nodeId), sameIp, deviceCount: this.deviceCount };
  }

  remove(nodeId: string): void {
    if (this.nodes.delete(nodeId)) this.deviceCount -= 1;
  }

  add(node: MeshNode, isNew: boolean): void {
    this.nodes.set(node.id, node);
    if (isNew) this.deviceCount += 1;
  }
}
