import { parseArgs } from 'node:util';
import { FAULTS, SHORT_KINDS } from './faults/catalogue.js';
import { diskFull } from './faults/disk.js';

export const USAGE = `npm run test:faults -- [options]

Breaks a whole mesh on purpose under a steady load of pairings, and checks afterwards that nothing acknowledged is lost.

  --seed <n>        the run of that seed; a random one unless told, which is printed
  --seeds <a>-<b>   one run for each seed
  --seconds <n>     how long faults come; at least once each kind unless told
  --kinds <k,k>     these kinds of fault only
  --short           a few kinds of fault, once each
  --cluster         three NATS servers, and one of them killed at a time
  --disk <folder>   where a small disk lies that may be filled; one of its own unless told
  --flows <n>       pairings a second (8)
  --logs <file>     keep what the services write
  --help`;

export interface Options {
  readonly seeds: readonly number[];
  readonly seconds: number | undefined;
  readonly kinds: readonly string[] | undefined;
  readonly isCluster: boolean;
  readonly isShort: boolean;
  /** Where a small disk lies that may be filled. */
  readonly disk: string | undefined;
  readonly flowsPerSecond: number;
  readonly logFile: string | undefined;
}

const MOST_SEEDS = 100;

/** Undefined when help was asked for. Throws on what it does not understand. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string' },
      seconds: { type: 'string' },
      kinds: { type: 'string' },
      short: { type: 'boolean', default: false },
      cluster: { type: 'boolean', default: false },
      disk: { type: 'string' },
      flows: { type: 'string', default: '8' },
      logs: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    seeds: seedsOf(values.seed, values.seeds),
    seconds: values.seconds === undefined ? undefined : whole('--seconds', values.seconds, 600),
    kinds: values.kinds === undefined ? (values.short ? SHORT_KINDS : undefined) : kindsOf(values.kinds),
    isCluster: values.cluster,
    isShort: values.short,
    disk: values.disk,
    flowsPerSecond: whole('--flows', values.flows, 50),
    logFile: values.logs,
  };
}

/** Whether a disk will be filled that is still to be made. */
export const lacksDisk = ({ disk, isCluster, kinds }: Options): boolean =>
  disk === undefined && !isCluster && (kinds?.includes(diskFull.kind) ?? true);

function kindsOf(value: string): readonly string[] {
  const kinds = value.split(',').map((kind) => kind.trim());
  const unknown = kinds.find((kind) => !FAULTS.some((fault) => fault.kind === kind));
  if (unknown === undefined) return kinds;
  throw new Error(`There is no fault "${unknown}", but: ${FAULTS.map(({ kind }) => kind).join(', ')}`);
}

function seedsOf(seed: string | undefined, seeds: string | undefined): readonly number[] {
  if (seeds === undefined) {
    return [seed === undefined ? Math.floor(Math.random() * 1_000_000) : whole('--seed', seed, 2 ** 32 - 1)];
  }
  const [first = '', last = ''] = seeds.split('-');
  const [from, to] = [whole('--seeds', first, 2 ** 32 - 1), whole('--seeds', last, 2 ** 32 - 1)];
  if (to < from || to - from >= MOST_SEEDS)
    throw new Error(`--seeds: from 1 to ${MOST_SEEDS} seeds, like 1-10`);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function whole(option: string, value: string, most: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > most)
    throw new Error(`${option}: must be a whole number up to ${most}`);
  return number;
}
