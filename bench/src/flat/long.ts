import { measureFloor } from '../floor.js';
import { measure, type Point, serversCpu } from '../measure.js';
import type { BenchMesh } from '../mesh.js';
import type { Say } from './say.js';

const SEGMENTS = 10;
const SEGMENT = { atATime: 32, flows: 10_000 } as const;

/** Whether a pairing costs the same after a hundred thousand of them, with the floor between. */
export async function flatLong(mesh: BenchMesh, postgresPid: number, say: Say): Promise<void> {
  const { system } = mesh;
  say(`A hundred thousand flows, ${SEGMENT.atATime} at a time`);
  const floors: number[] = [];
  const points: Point[] = [];
  for (let segment = 1; segment <= SEGMENTS; segment += 1) {
    const floor = await measureFloor(system, postgresPid, { atATime: SEGMENT.atATime, seconds: 3 });
    const point = await measure(mesh.target(100), SEGMENT, system.query);
    floors.push(serversCpu(floor.transactions));
    points.push(point);
    const share = point.driven.perSecond / floor.transactions.driven.perSecond;
    say(
      `  to flow ${String(segment * SEGMENT.flows).padStart(7)}: ${point.driven.perSecond.toFixed(0)} flows/s, ${share.toFixed(2)} of the floor, ` +
        `CPU ${serversCpu(point).toFixed(2)} ms a flow (floor ${serversCpu(floor.transactions).toFixed(2)}); ${costs(point)}`,
    );
  }
  const relative = (index: number): number => serversCpu(points[index]!) / floors[index]!;
  say(
    `  CPU a flow at the end against that at the start, each by its floor: ${(relative(SEGMENTS - 1) / relative(0)).toFixed(2)} ×`,
  );
}

const costs = ({ cpuPerFlow, memoryMb }: Point): string =>
  Object.keys(memoryMb)
    .filter((name) => name !== 'driver')
    .map((name) => `${name} ${(cpuPerFlow[name] ?? 0).toFixed(2)} ms ${(memoryMb[name] ?? 0).toFixed(0)} MB`)
    .join(', ');
