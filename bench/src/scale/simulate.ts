import { quantile } from '../flat/say.js';
import { Batch, Clock, Cores, type Cost, Database, Process, type Worked } from './machine.js';

export const PARTS = ['gateway', 'pairing', 'registry', 'nats-server', 'postgres'] as const;
export type Part = (typeof PARTS)[number];
export type Costs = Readonly<Record<Part, Cost>>;

export interface Layout {
  /** Cores that all share; undefined gives each service a core of its own, and `databaseCores` to Postgres. */
  readonly sharedCores?: number;
  readonly databaseCores?: number;
  /** Processes of each service. */
  readonly replicas: number;
  readonly owners: number;
  /** A flush of the log, in milliseconds. */
  readonly flushMs: number;
  /** Spent by whoever drives the flows, on the same cores, in milliseconds a flow. */
  readonly driverMs?: number;
}

/** Either so many flows at a time, each followed by the next, or so many a second, at random (Poisson). */
export type Load = { readonly atATime: number } | { readonly perSecond: number };

export interface Simulated {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU milliseconds a flow. */
  readonly cpu: Readonly<Record<Part, number>>;
  /** Items a turn. */
  readonly batch: Readonly<Record<Part, number>>;
}

const WARM_UP_MS = 2_000;
const MEASURED_MS = 8_000;

/** A registration locks, reads, writes and commits; a claim reads. */
const REGISTRATION_WEIGHT = 2.5;
const READ_WEIGHT = 0.5;

/** The same numbers each time (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The parts of a mesh, and the way of a flow through them. */
class Mesh {
  readonly clock = new Clock();
  readonly worked: Record<Part, Worked>;
  private readonly gateways: readonly Process[];
  private readonly pairings: readonly { readonly process: Process; readonly batch: Batch }[];
  private readonly registries: readonly { readonly process: Process; readonly claims: Batch }[];
  private readonly nats: Process;
  private readonly database: Database;
  private readonly driver: Process;
  /** Registrations of an owner go one group after another, whoever writes them. */
  private readonly owners: readonly Batch[];

  constructor(costs: Costs, layout: Layout) {
    const { sharedCores, databaseCores = 8, replicas, owners, flushMs } = layout;
    const { clock } = this;
    this.worked = Object.fromEntries(
      PARTS.map((part) => [part, { ms: 0, turns: 0, items: 0 }]),
    ) as typeof this.worked;
    const shared = sharedCores === undefined ? undefined : new Cores(clock, sharedCores);
    const process = (part: Part): Process =>
      new Process(
        clock,
        shared ?? new Cores(clock, 1),
        costs[part],
        this.worked[part],
        part === 'pairing' || part === 'registry',
      );
    const each = <T>(make: () => T): readonly T[] => Array.from({ length: replicas }, make);
    this.database = new Database(
      clock,
      shared ?? new Cores(clock, databaseCores),
      costs.postgres,
      flushMs,
      this.worked.postgres,
    );
    const driverCost = { turn: 0, item: (layout.driverMs ?? 0) / 5 };
    this.driver = new Process(
      clock,
      shared ?? new Cores(clock, 1),
      driverCost,
      { ms: 0, turns: 0, items: 0 },
      false,
    );
    this.gateways = each(() => process('gateway'));
    this.nats = process('nats-server');
    this.pairings = each(() => ({ process: process('pairing'), batch: this.statements(1, true) }));
    this.registries = each(() => ({
      process: process('registry'),
      claims: this.statements(READ_WEIGHT, false),
    }));
    this.owners = Array.from({ length: owners }, () => this.statements(REGISTRATION_WEIGHT, true));
  }

  /** One flow; `place` decides which replicas it meets. */
  flow(place: number, done: () => void): void {
    const gateway = this.gateways[place % this.gateways.length]!;
    const pairing = this.pairings[place % this.pairings.length]!;
    const registry = this.registries[place % this.registries.length]!;
    const owner = this.owners[place % this.owners.length]!;
    const step = (
      service: { readonly process: Process; readonly work: (then: () => void) => void },
      then: () => void,
    ): void =>
      gateway.handle(() =>
        this.nats.handle(() =>
          service.process.handle(() =>
            service.work(() =>
              service.process.handle(() =>
                this.nats.handle(() => gateway.handle(() => this.driver.handle(then))),
              ),
            ),
          ),
        ),
      );
    const write = { process: pairing.process, work: (then: () => void) => pairing.batch.add(then) };
    const read = { process: registry.process, work: (then: () => void) => registry.claims.add(then) };
    const register = (then: () => void): void =>
      pairing.process.handle(() =>
        this.nats.handle(() =>
          registry.process.handle(() =>
            owner.add(() =>
              registry.process.handle(() =>
                this.nats.handle(() => pairing.process.handle(() => pairing.batch.add(then))),
              ),
            ),
          ),
        ),
      );
    const verify = {
      process: pairing.process,
      work: (then: () => void) => pairing.batch.add(() => register(then)),
    };
    const { driver } = this;
    driver.handle(() =>
      step(write, () => step(write, () => step(verify, () => step(read, () => driver.handle(done))))),
    );
  }

  private statements(weight: number, isDurable: boolean): Batch {
    return new Batch(this.clock, (items, done) => this.database.statement(items, weight, isDurable, done));
  }
}

/** How a mesh of this layout does under a load. */
export function simulate(costs: Costs, layout: Layout, load: Load): Simulated {
  const mesh = new Mesh(costs, layout);
  const random = randomOf(7);
  const times: number[] = [];
  let isWarm = false;
  const flow = (then: () => void): void => {
    const started = mesh.clock.now;
    // Any replicas, any owner.
    mesh.flow(Math.floor(random() * 2 ** 30), () => {
      if (isWarm) times.push(mesh.clock.now - started);
      then();
    });
  };
  if ('atATime' in load) {
    const worker = (): void => flow(worker);
    for (let index = 0; index < load.atATime; index += 1) worker();
  } else {
    const arrive = (): void => {
      flow(() => undefined);
      mesh.clock.after((-1000 * Math.log(1 - random())) / load.perSecond, arrive);
    };
    arrive();
  }
  mesh.clock.runUntil(WARM_UP_MS);
  isWarm = true;
  const before = structuredClone(mesh.worked);
  mesh.clock.runUntil(WARM_UP_MS + MEASURED_MS);
  const of = (each: (part: Part) => number): Record<Part, number> =>
    Object.fromEntries(PARTS.map((part) => [part, each(part)])) as Record<Part, number>;
  const since = (part: Part, what: keyof Worked): number => mesh.worked[part][what] - before[part][what];
  return {
    perSecond: (1000 * times.length) / MEASURED_MS,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    cpu: of((part) => since(part, 'ms') / times.length),
    batch: of((part) => since(part, 'items') / since(part, 'turns')),
  };
}

/**
 * The costs with which the simulated CPU a flow is that which was measured one at a time and at `many`: alone, an item
 * pays a whole turn; among many, its share of one.
 */
export function calibrate(
  one: Readonly<Record<Part, number>>,
  many: Readonly<Record<Part, number>>,
  manyAtATime: number,
  layout: Layout,
): Costs {
  let costs = Object.fromEntries(PARTS.map((part) => [part, { turn: 0.1, item: 0.05 }])) as Record<
    Part,
    Cost
  >;
  for (let round = 0; round < 12; round += 1) {
    const alone = simulate(costs, layout, { atATime: 1 });
    const among = simulate(costs, layout, { atATime: manyAtATime });
    costs = Object.fromEntries(
      PARTS.map((part) => {
        // Visits a flow, each of one item when it is alone.
        const visits = alone.cpu[part] / (costs[part].turn + costs[part].item);
        const share = 1 / among.batch[part];
        const turn = Math.max(0, (one[part] - many[part]) / visits / (1 - share));
        return [part, { turn, item: Math.max(0.001, one[part] / visits - turn) }];
      }),
    ) as Record<Part, Cost>;
  }
  return costs;
}
