import type { MeshNode, PinVerifiedEvent } from '@meshpair/domain';
import type { Pool, PoolClient } from 'pg';
import type { DecideRegistration, RegistrationOutcome } from '../registry-store.js';
import { run } from '../statement.js';
import { inTransaction } from '../transaction.js';
import { NodesInView } from './nodes-in-view.js';
import { registrationRows } from './registration-rows.js';
import { LOCK_OWNER, READ_GROUP, WRITE_GROUP } from './registration-statements.js';
import { UnknownOwner } from './registration-errors.js';
import { nodeFromTableJson, type NodeTableJson } from './node-table-json.js';

/** The host and the candidate itself may stand at an address beside the one that conflicts. */
const ALWAYS_ALLOWED_AT_AN_ADDRESS = 2;

/** Locks the owner until the transaction ends and returns its device count. Throws `UnknownOwner`. */
export async function lockOwner(client: PoolClient, ownerId: string): Promise<number> {
  const [owner] = await run<{ deviceCount: number }>(client, LOCK_OWNER, [ownerId]);
  if (!owner) throw new UnknownOwner(ownerId);
  return owner.deviceCount;
}

/** Decides and writes one owner's registrations, in order, in one transaction under the owner's lock. */
export const registerGroup = (
  pool: Pool,
  ownerId: string,
  requests: readonly PinVerifiedEvent[],
  decide: DecideRegistration,
): Promise<readonly RegistrationOutcome[]> =>
  inTransaction(pool, async (client) => {
    const deviceCount = await lockOwner(client, ownerId);
    const { registered, nodes } = await readGroup(client, ownerId, requests);
    const outcomes = decideInOrder(requests, registered, new NodesInView(nodes, deviceCount), decide);
    if (outcomes.length === 0) return outcomes;
    const rows = registrationRows(outcomes);
    await run(client, WRITE_GROUP, [
      ownerId,
      rows.nodes,
      rows.tokens,
      rows.sessions,
      rows.registrations,
      rows.events,
      rows.devicesAdded,
    ]);
    return outcomes;
  });

async function readGroup(
  client: PoolClient,
  ownerId: string,
  requests: readonly PinVerifiedEvent[],
): Promise<{ registered: Set<string>; nodes: readonly MeshNode[] }> {
  const [row] = await run<{ registered: string[]; nodes: NodeTableJson[] }>(client, READ_GROUP, [
    ownerId,
    requests.map((request) => request.pairingId),
    requests.map((request) => request.data.nodeId),
    [...new Set(requests.map((request) => request.data.device.ip))],
    // Each member of the group can move one node away from an address at most.
    requests.length + ALWAYS_ALLOWED_AT_AN_ADDRESS,
  ]);
  return { registered: new Set(row?.registered), nodes: (row?.nodes ?? []).map(nodeFromTableJson) };
}

function decideInOrder(
  requests: readonly PinVerifiedEvent[],
  registered: Set<string>,
  view: NodesInView,
  decide: DecideRegistration,
): readonly RegistrationOutcome[] {
  const outcomes: RegistrationOutcome[] = [];
  for (const request of requests) {
    if (registered.has(request.pairingId)) continue;
    registered.add(request.pairingId);
    const outcome = decide(request, view.existingFor(request));
    if (outcome.registered) view.add(outcome.registered.node, outcome.registered.isNew);
    outcomes.push(outcome);
  }
  return outcomes;
}
