import type { Floor } from './floor.js';
import { DISTURBED_FROM, type Point, serversCpu } from './measure.js';

/** A measured point between two floors. */
export interface Row {
  readonly owners?: number;
  readonly point: Point;
  readonly before: Floor;
  readonly after: Floor;
}

const floorPerSecond = ({ before, after }: Row): number =>
  (before.transactions.driven.perSecond + after.transactions.driven.perSecond) / 2;

/** Flows a second, as a share of those of the bare transactions around it. */
export const shareOfFloor = (row: Row): number => row.point.driven.perSecond / floorPerSecond(row);

const line = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
    .join('  ');

/** A table for the terminal: the first column to the left, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, index) =>
    Math.max(cell.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  return [head, ...rows].map((cells) => line(cells, widths)).join('\n');
}

const ms = (value: number): string => value.toFixed(value < 10 ? 2 : 1);
const mark = ({ othersShare }: Point): string =>
  `${(100 * othersShare).toFixed(0)} %${othersShare > DISTURBED_FROM ? ' !' : ''}`;
const labelOf = ({ point, owners }: Pick<Row, 'point' | 'owners'>): string =>
  owners === undefined ? point.name : `${point.name}, ${owners === 1 ? '1 owner' : `${owners} owners`}`;

function speedRows(row: Row): readonly (readonly string[])[] {
  const { point, before, after } = row;
  const cells = (label: string, each: Point, share: string): readonly string[] => [
    label,
    String(each.atATime),
    each.driven.perSecond.toFixed(0),
    share,
    ms(each.driven.flow.p50),
    ms(each.driven.flow.p99),
    ms(serversCpu(each)),
    ms(each.cpuPerFlow['driver'] ?? 0),
    each.transactionsPerFlow.toFixed(1),
    each.walFlushesPerFlow.toFixed(2),
    (each.walBytesPerFlow / 1000).toFixed(1),
    (each.databaseBytesPerFlow / 1000).toFixed(1),
    each.natsMessagesPerFlow?.toFixed(1) ?? '',
    mark(each),
  ];
  return [
    ...[before, after].flatMap(({ transactions, statements }, index) => [
      cells(`  ${transactions.name}, ${index === 0 ? 'before' : 'after'}`, transactions, ''),
      cells(`  ${statements.name}, ${index === 0 ? 'before' : 'after'}`, statements, ''),
    ]),
    cells(labelOf(row), point, shareOfFloor(row).toFixed(2)),
  ];
}

/** All that was measured, for people. */
export function report(rows: readonly Row[]): string {
  const speed = table(
    [
      '',
      'at a time',
      'flows/s',
      'of floor',
      'p50 ms',
      'p99 ms',
      'CPU ms a flow',
      'driver',
      'tx',
      'flushes',
      'WAL kB',
      'disk kB',
      'NATS',
      'others',
    ],
    rows.flatMap(speedRows),
  );
  return [
    speed,
    '',
    'CPU ms a flow, by process',
    cpuTable(rows),
    '',
    'Each step: p50 / p99 ms',
    stepTable(rows),
    '',
    'Memory in MB',
    memoryTable(rows),
  ].join('\n');
}

const partTable = (
  rows: readonly Row[],
  of: (point: Point) => Readonly<Record<string, number>>,
  digits: number,
): string => {
  const names = [...new Set(rows.flatMap(({ point }) => Object.keys(of(point))))];
  return table(
    ['', 'at a time', ...names],
    rows.map((row) => [
      labelOf(row),
      String(row.point.atATime),
      ...names.map((name) => of(row.point)[name]?.toFixed(digits) ?? ''),
    ]),
  );
};

const cpuTable = (rows: readonly Row[]): string => partTable(rows, ({ cpuPerFlow }) => cpuPerFlow, 2);
const memoryTable = (rows: readonly Row[]): string => partTable(rows, ({ memoryMb }) => memoryMb, 0);

function stepTable(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ point }) => Object.keys(point.driven.steps)))];
  return table(
    ['', 'at a time', ...names],
    rows.map((row) => [
      labelOf(row),
      String(row.point.atATime),
      ...names.map((name) => {
        const step = row.point.driven.steps[name];
        return step ? `${ms(step.p50)} / ${ms(step.p99)}` : '';
      }),
    ]),
  );
}
