import { measure, serversCpu } from '../measure.js';
import type { BenchMesh } from '../mesh.js';
import { median, type Say } from './say.js';

const SIZES = [10, 1_000, 100_000] as const;
const ROUNDS = 5;
const POINT = { atATime: 8, seconds: 3 } as const;

/** $1 owner, $2 how many. Each at an address of its own, none of those that the flows' devices have. */
const ADD_NODES = `
  with added as (
    insert into registry.mesh_nodes (owner_id, node_id, name, role, ip, permissions, created_at, updated_at)
    select $1, 'bench' || i, 'Node ' || i, 'device', '172.' || 16 + (i >> 16) || '.' || (i >> 8) % 256 || '.' || i % 256,
           array['mesh:read'], now(), now()
      from generate_series(1, $2::integer) as i)
  update registry.owners set device_count = device_count + $2 where owner_id = $1`;

/** What an owner's registrations cost, in the order of the turns. */
interface Measured {
  readonly verifies: number[];
  readonly cpus: number[];
}

/** What a registration costs an owner with few nodes and one with many, in turns. */
export async function flatNodes(mesh: BenchMesh, say: Say): Promise<void> {
  const { system, ownerKeys } = mesh;
  for (const [index, size] of SIZES.entries()) await system.query(ADD_NODES, [`bench${index + 1}`, size]);
  await system.query('analyze registry.mesh_nodes');
  const measured = SIZES.map((): Measured => ({ verifies: [], cpus: [] }));
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [index, { verifies, cpus }] of measured.entries()) {
      const point = await measure(mesh.target([ownerKeys[index + 1] ?? '']), POINT, system.query);
      verifies.push(point.driven.steps['verify']?.p50 ?? Number.NaN);
      cpus.push(serversCpu(point));
    }
  say(
    `Registration, by the nodes that its owner has (median of ${ROUNDS} turns, ${POINT.atATime} at a time)`,
  );
  const few = median(measured[0]?.cpus ?? []);
  for (const [index, { verifies, cpus }] of measured.entries()) {
    const [verify, cpu] = [median(verifies), median(cpus)];
    say(
      `  ${String(SIZES[index]).padStart(7)} nodes: verify p50 ${verify.toFixed(2)} ms, CPU ${cpu.toFixed(2)} ms a flow, ${(cpu / few).toFixed(2)} ×`,
    );
  }
}
