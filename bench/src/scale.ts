import {
  calibrate,
  type Costs,
  type Layout,
  type Load,
  type Part,
  PARTS,
  simulate,
  type Simulated,
} from './scale/simulate.js';

/** `npm run bench` of 2026-11-29 on two cores, one owner (docs/performance.md). */
const MEASURED = {
  cores: 2,
  flushMs: 0.25,
  driverMs: 0.2,
  one: { gateway: 1.67, pairing: 2.85, registry: 1.74, 'nats-server': 1.96, postgres: 4.44 },
  many: { gateway: 0.29, pairing: 0.37, registry: 0.26, 'nats-server': 0.26, postgres: 0.65 },
  manyAtATime: 128,
  flowsPerSecond: {
    1: { 1: 80, 8: 252, 32: 559, 64: 706, 128: 916 },
    100: { 1: 90, 8: 248, 32: 404, 64: 517, 128: 610 },
  },
} as const;

/** A million pairings an hour. */
const MILLION_AN_HOUR = 1_000_000 / 3_600;

const say = (line: string): void => console.log(line);
const row = (cells: readonly (string | number)[]): void =>
  say(
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(44) : String(cell).padStart(12))).join(''),
  );

const here = (owners: number): Layout => ({
  sharedCores: MEASURED.cores,
  replicas: 1,
  owners,
  flushMs: MEASURED.flushMs,
  driverMs: MEASURED.driverMs,
});

/** The share of its cores that a part uses. */
function loadOf(part: Part, { cpu, perSecond }: Simulated, { replicas, databaseCores = 8 }: Layout): number {
  const cores = part === 'postgres' ? databaseCores : part === 'nats-server' ? 1 : replicas;
  return (cpu[part] * perSecond) / 1000 / cores;
}

function busiest(simulated: Simulated, layout: Layout): string {
  const [part, load] = PARTS.map((each) => [each, loadOf(each, simulated, layout)] as const).reduce(
    (one, other) => (other[1] > one[1] ? other : one),
  );
  return `${part} ${(100 * load).toFixed(0)} %`;
}

function checkModel(costs: Costs): void {
  say('The model against what was measured on the same two cores, flows/s');
  row(['at a time', 'measured', 'model', '100 owners', 'model']);
  for (const atATime of [1, 8, 32, 64, 128] as const) {
    const model = (owners: number): string => simulate(costs, here(owners), { atATime }).perSecond.toFixed(0);
    const { 1: one, 100: hundred } = MEASURED.flowsPerSecond;
    row([atATime, one[atATime], model(1), hundred[atATime], model(100)]);
  }
}

function scaleOut(costs: Costs): void {
  say('\nEach service process on a core of its own, 10,000 owners, 512 flows at a time');
  row(['replicas of each service, cores of Postgres', 'flows/s', 'p50 ms', 'p99 ms', 'busiest']);
  for (const [replicas, databaseCores] of [
    [1, 2],
    [1, 4],
    [2, 4],
    [2, 8],
    [4, 8],
    [4, 16],
    [8, 16],
  ] as const) {
    const layout = { replicas, databaseCores, owners: 10_000, flushMs: 1 };
    print(`${replicas}, ${databaseCores}`, costs, layout, { atATime: 512 });
  }
}

function millionAnHour(costs: Costs): void {
  say('\nA million pairings an hour (278 a second, at random)');
  row(['', 'flows/s', 'p50 ms', 'p99 ms', 'busiest']);
  const load = { perSecond: MILLION_AN_HOUR };
  print(
    '2 replicas, 4 cores of Postgres',
    costs,
    { replicas: 2, databaseCores: 4, owners: 10_000, flushMs: 1 },
    load,
  );
  print(
    'the same, flushes of 5 ms',
    costs,
    { replicas: 2, databaseCores: 4, owners: 10_000, flushMs: 5 },
    load,
  );
  print('the same, all of one owner', costs, { replicas: 2, databaseCores: 4, owners: 1, flushMs: 5 }, load);
}

function print(label: string, costs: Costs, layout: Layout, load: Load): void {
  const simulated = simulate(costs, layout, load);
  row([
    label,
    simulated.perSecond.toFixed(0),
    simulated.p50.toFixed(1),
    simulated.p99.toFixed(1),
    `  ${busiest(simulated, layout)}`,
  ]);
}

const costs = calibrate(MEASURED.one, MEASURED.many, MEASURED.manyAtATime, here(1));
checkModel(costs);
scaleOut(costs);
millionAnHour(costs);
