import { addOwner, type RunningSystem, type ServiceName, SERVICES, startSystem } from '@meshpair/testing';
import type { Part } from './cost/process-cost.js';
import { PairingFlows } from './driver/pairing-flows.js';
import type { Target } from './target.js';

/** Higher than any machine reaches: the limits are at work, and refuse nobody. */
const CEILINGS = {
  STARTS_PER_MINUTE: '1000000000',
  CONNECTS_PER_MINUTE: '1000000000',
  FAILED_PINS_PER_MINUTE: '1000000000',
  MAX_OPEN_PAIRINGS: '1000000000',
  MAX_DEVICES_PER_OWNER: '1000000',
};

/** A whole mesh, and flows for as many of its owners as one likes. */
export interface BenchMesh {
  readonly system: RunningSystem;
  /** The keys of its owners. */
  readonly ownerKeys: readonly string[];
  /** As a target whose flows are shared among the first `owners` owners, or are of these. */
  target(owners: number | readonly string[]): Target;
}

interface MeshOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Of each service but the keeper; 1 unless told. */
  readonly replicas?: number;
}

/** Starts the keeper and the services, with limits on, and makes `owners` owners. */
export async function startMesh(
  postgresPid: number,
  owners: number,
  { settings = {}, replicas = 1 }: MeshOptions = {},
): Promise<BenchMesh> {
  const system = await startSystem({
    settings: { LOG_LEVEL: 'warn', TRUST_PROXY: '127.0.0.1', ...CEILINGS, ...settings },
    monitorsNats: true,
    replicas: {
      gateway: replicas,
      pairing: replicas,
      registry: replicas,
      'cleanup-worker': replicas,
      audit: 1,
      webhooks: 1,
    },
  });
  const keys = [system.ownerKey];
  for (let index = 1; index < owners; index += 1) keys.push(await addOwner(system, `bench${index}`));
  const parts = partsOf(system, postgresPid);
  let devices = 0;
  return {
    system,
    ownerKeys: keys,
    target: (owned) => ({
      name: 'Meshpair',
      parts,
      natsMonitorUrl: system.natsMonitorUrl,
      flows: (atATime) => {
        const flows = new PairingFlows(
          system.gatewayUrls,
          typeof owned === 'number' ? keys.slice(0, owned) : owned,
          devices,
          atATime,
        );
        return {
          flow: (worker, steps) => flows.flow(worker, steps),
          close: () => {
            devices = flows.devices;
            flows.close();
          },
        };
      },
      stop: () => system.stop(),
    }),
  };
}

const partsOf = (system: RunningSystem, postgresPid: number): readonly Part[] => {
  const of = (name: ServiceName): Part => ({ name, pids: system.processesOf(name).map(({ pid }) => pid) });
  return [
    ...SERVICES.map(of),
    { name: 'nats-server', pids: [system.natsPid] },
    { name: 'postgres', pids: [postgresPid], withChildren: true },
  ];
};
