import { readdirSync, readFileSync } from 'node:fs';

/** A process of the kernel's clock ticks (`getconf CLK_TCK`, 100 on Linux), in milliseconds. */
const TICK_MS = 10;

/** A name in the report, and the processes that it stands for. */
export interface Part {
  readonly name: string;
  readonly pids: readonly number[];
  /** Its children too, and what they spent before they left: Postgres is a process a connection. */
  readonly withChildren?: boolean;
}

/** CPU of each part and of the whole machine so far, in milliseconds. */
export interface CpuReading {
  readonly parts: Readonly<Record<string, number>>;
  readonly machine: number;
}

/** `/proc/<pid>/stat` from the third field on, after the name in parentheses, which may hold anything. */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

const ticks = (stat: readonly string[], ...fields: readonly number[]): number =>
  fields.reduce((sum, field) => sum + Number(stat[field - 3]), 0);

function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(statOf(pid)?.[4 - 3]) === parent);
}

const pidsOf = ({ pids, withChildren }: Part): readonly number[] =>
  withChildren ? [...pids, ...pids.flatMap(childrenOf)] : pids;

function cpuOf(part: Part): number {
  const spent = pidsOf(part).map((pid) => {
    const stat = statOf(pid);
    if (stat === undefined) return 0;
    // utime and stime; of the parent also cutime and cstime, those of the children that left.
    return part.withChildren && part.pids.includes(pid) ? ticks(stat, 14, 15, 16, 17) : ticks(stat, 14, 15);
  });
  return TICK_MS * spent.reduce((sum, each) => sum + each, 0);
}

/** What all processes of the machine worked, idle and waiting times left out. */
function machineCpu(): number {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'latin1')
    .split(/\s+/)
    .map(Number);
  return TICK_MS * [user, nice, system, irq, softirq].reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

export const readCpu = (parts: readonly Part[]): CpuReading => ({
  parts: Object.fromEntries(parts.map((part) => [part.name, cpuOf(part)])),
  machine: machineCpu(),
});

/** Memory of each part in MB: its private pages, and its share of those that it has with others. */
export const readMemory = (parts: readonly Part[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    parts.map((part) => [part.name, pidsOf(part).reduce((sum, pid) => sum + proportionalSize(pid), 0)]),
  );

function proportionalSize(pid: number): number {
  try {
    const [, kiB = '0'] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')) ?? [];
    return (Number(kiB) * 1024) / 1e6;
  } catch {
    return 0;
  }
}
