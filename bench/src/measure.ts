import { availableParallelism } from 'node:os';
import type { RunningSystem } from '@meshpair/testing';
import { type Part, readCpu, readMemory } from './cost/process-cost.js';
import { readServerCounters } from './cost/server-counters.js';
import { drive, type Driven, type Until } from './driver/drive.js';
import type { Target } from './target.js';

/** One point: so many flows at a time, for so many seconds. */
export interface Point {
  readonly name: string;
  readonly atATime: number;
  readonly driven: Driven;
  /** Milliseconds of each part, the driver's as `driver`. */
  readonly cpuPerFlow: Readonly<Record<string, number>>;
  readonly transactionsPerFlow: number;
  readonly walFlushesPerFlow: number;
  readonly walBytesPerFlow: number;
  readonly databaseBytesPerFlow: number;
  readonly natsMessagesPerFlow?: number;
  readonly memoryMb: Readonly<Record<string, number>>;
  /** What processes that are not measured took of the machine, from 0 to 1. */
  readonly othersShare: number;
}

/** Above this share of others a point says little. */
export const DISTURBED_FROM = 0.1;

const DRIVER: Part = { name: 'driver', pids: [process.pid] };

/** Drives a target that is warm, and counts what it costs. An answer that is none of a flow's throws. */
export async function measure(
  target: Pick<Target, 'name' | 'parts' | 'natsMonitorUrl' | 'flows'>,
  { atATime, ...until }: { readonly atATime: number } & Until,
  query: RunningSystem['query'],
): Promise<Point> {
  const parts = [...target.parts, DRIVER];
  const flows = target.flows(atATime);
  try {
    const countersBefore = await readServerCounters(query, target.natsMonitorUrl);
    const cpuBefore = readCpu(parts);
    const driven = await drive(flows, atATime, until);
    const cpuAfter = readCpu(parts);
    const counters = await readServerCounters(query, target.natsMonitorUrl);
    const cpu = Object.fromEntries(
      parts.map(({ name }) => [name, (cpuAfter.parts[name] ?? 0) - (cpuBefore.parts[name] ?? 0)]),
    );
    const ours = Object.values(cpu).reduce((sum, each) => sum + each, 0);
    const capacity = driven.seconds * 1000 * availableParallelism();
    const perFlow = (before = 0, after = 0): number => (after - before) / driven.flows;
    return {
      name: target.name,
      atATime,
      driven,
      cpuPerFlow: Object.fromEntries(Object.entries(cpu).map(([name, ms]) => [name, ms / driven.flows])),
      transactionsPerFlow: perFlow(countersBefore.transactions, counters.transactions),
      walFlushesPerFlow: perFlow(countersBefore.walFlushes, counters.walFlushes),
      walBytesPerFlow: perFlow(countersBefore.walBytes, counters.walBytes),
      databaseBytesPerFlow: perFlow(countersBefore.databaseBytes, counters.databaseBytes),
      natsMessagesPerFlow:
        counters.natsMessages === undefined
          ? undefined
          : perFlow(countersBefore.natsMessages, counters.natsMessages),
      memoryMb: readMemory(parts),
      othersShare: Math.max(0, cpuAfter.machine - cpuBefore.machine - ours) / capacity,
    };
  } finally {
    await flows.close();
  }
}

/** Flows that nobody counts. */
export async function warmUp(target: Pick<Target, 'flows'>, flows: number): Promise<void> {
  const warming = target.flows(32);
  try {
    await drive(warming, 32, { flows });
  } finally {
    await warming.close();
  }
}

/** What the target's servers took of the CPU for a flow, in milliseconds. */
export const serversCpu = ({ cpuPerFlow }: Point): number =>
  Object.entries(cpuPerFlow).reduce((sum, [name, ms]) => (name === 'driver' ? sum : sum + ms), 0);
