import { setTimeout as delay } from 'node:timers/promises';
import type { LineLog } from '@meshpair/servers';
import { answerInvariants } from './check/answers.js';
import { eventInvariants } from './check/events.js';
import { pairingInvariants } from './check/pairings.js';
import { registryInvariants } from './check/registry.js';
import { cancelOpenPairings, settle } from './check/settle.js';
import { takeSnapshot } from './check/snapshot.js';
import { tokenInvariant } from './check/tokens.js';
import { readTrail, webhookInvariants } from './check/webhooks.js';
import { clusterFaults, FAULTS } from './faults/catalogue.js';
import { diskFull } from './faults/disk.js';
import type { Fault } from './faults/fault.js';
import type { FlowRecord } from './load/ledger.js';
import { Load } from './load/load.js';
import type { MeshOwner } from './mesh/owners.js';
import { LIMITS, type Mesh, startMesh } from './mesh/start-mesh.js';
import { WebhookTarget } from './mesh/webhook-target.js';
import type { Options } from './options.js';
import { Random } from './random.js';
import type { RunResult } from './report.js';

const WARM_UP_MS = 2_000;

const SHORT_CLUSTER_KILLS = 2;

/** Time between a fault and the next, in milliseconds. */
const GAP = { least: 300, most: 1_500 } as const;

export interface RunLogs {
  readonly print: LineLog;
  readonly onLine: LineLog;
}

/** One run: a mesh, its load, the faults of the seed, and the check of what is left. */
export async function runFaults(seed: number, options: Options, logs: RunLogs): Promise<RunResult> {
  const { print } = logs;
  print(`Seed ${seed}: starting servers and services …`);
  const random = new Random(seed);
  const mesh = await startMesh(options, print, logs.onLine);
  const target = await WebhookTarget.open(webhookOwner(mesh), random.fork());
  try {
    await target.subscribe(mesh.gateways[0]?.url ?? '');
    const load = new Load({
      gateways: mesh.gateways.map(({ url, part }) => ({ url, wasUp: (from, to) => part.wasUp(from, to) })),
      owners: mesh.owners,
      flowsPerSecond: options.flowsPerSecond,
      random: random.fork(),
    });
    load.start();
    await delay(WARM_UP_MS);
    const startedAt = Date.now();
    const faults = await runSchedule({ mesh, load, random: random.fork() }, options, print);
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const invariants = await checkMesh({ mesh, load, target }, print);
    return { seed, seconds, faults, ledger: load.ledger, arrivals: target.arrivals, invariants };
  } finally {
    print('Stopping …');
    await mesh.stop();
    await target.close();
  }
}

/** Whose webhook it is: nobody who lacks room for devices. */
function webhookOwner({ owners }: Mesh): MeshOwner {
  const owner = owners.find(({ ownerId }) => ownerId === 'ann');
  if (owner === undefined) throw new Error('the owner of the webhook is missing');
  return owner;
}

type Context = Parameters<Fault['run']>[0];

const isPossibleIn =
  ({ disk }: Mesh) =>
  (fault: Fault): boolean =>
    fault !== diskFull || disk !== undefined;

/** Runs every kind once, in an order of the seed's; with `seconds`, goes on or leaves off by the clock. */
async function runSchedule(
  context: Context,
  { isCluster, isShort, kinds, seconds }: Options,
  print: LineLog,
): Promise<ReadonlyMap<string, number>> {
  const faults = isCluster
    ? clusterFaults(isShort ? SHORT_CLUSTER_KILLS : context.mesh.servers.nats.length)
    : FAULTS.filter(({ kind }) => kinds?.includes(kind) ?? true).filter(isPossibleIn(context.mesh));
  const counts = new Map<string, number>();
  const startedAt = Date.now();
  const elapsed = (): number => (Date.now() - startedAt) / 1000;
  do {
    for (const fault of isCluster ? faults : context.random.shuffled(faults)) {
      if (seconds !== undefined && elapsed() > seconds) break;
      await delay(context.random.between(GAP.least, GAP.most));
      // A fault of its own sequence: what one draws does not change what the next one gets.
      const what = await fault.run({ ...context, random: context.random.fork() });
      counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1);
      print(
        `${elapsed().toFixed(1).padStart(6)} s  ${fault.kind}: ${what} (${context.load.openFlows} flows open)`,
      );
    }
  } while (seconds !== undefined && elapsed() < seconds);
  return counts;
}

interface Checked {
  readonly mesh: Mesh;
  readonly load: Load;
  readonly target: WebhookTarget;
}

async function checkMesh({ mesh, load, target }: Checked, print: LineLog): Promise<RunResult['invariants']> {
  load.stopStarting();
  const endedAt = Date.now();
  const unsettled = await settle(mesh, load);
  print(`At rest ${((Date.now() - endedAt) / 1000).toFixed(1)} s after the last fault`);
  const last: FlowRecord[] = [];
  for (const owner of mesh.owners.filter(({ ownerId }) => ownerId !== 'full'))
    last.push(await load.pairOnce(owner));
  await load.stop();
  const cancelled = await cancelOpenPairings(mesh);
  await settle(mesh, load);
  const snapshot = await takeSnapshot(mesh.database, mesh.natsUrl);
  const { flows } = load.ledger;
  const gatewayUrls = mesh.gateways.map(({ url }) => url);
  return [
    ...answerInvariants(load.ledger, unsettled, last),
    ...pairingInvariants(snapshot, flows, LIMITS.pinAttempts, cancelled),
    ...registryInvariants(snapshot, LIMITS.devicesPerOwner),
    ...eventInvariants(snapshot),
    ...webhookInvariants(await readTrail(gatewayUrls[0] ?? '', target.owner.key), target.arrivals),
    await tokenInvariant(gatewayUrls, flows),
  ];
}
