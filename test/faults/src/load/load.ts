import { setMaxListeners } from 'node:events';
import type { MeshOwner } from '../mesh/owners.js';
import type { Random } from '../random.js';
import { Caller } from './call.js';
import { type GatewayInSight, RetryingClient } from './client.js';
import { LoadClock } from './clock.js';
import { Flow } from './flow.js';
import { type FlowRecord, Ledger, type Plan } from './ledger.js';

export interface LoadOptions {
  readonly gateways: readonly GatewayInSight[];
  readonly owners: readonly MeshOwner[];
  readonly flowsPerSecond: number;
  readonly random: Random;
}

/** In a hundred flows. */
const WEIGHTS: Readonly<Record<Plan, number>> = {
  pair: 60,
  mistype: 12,
  guess: 6,
  deny: 6,
  cancel: 4,
  'share-address': 12,
};

/** Flows under way at most: a mesh that is away must not gather a crowd. */
const MOST_OPEN = 120;

const OWNER_SOCKETS = 64;
const SHARED_ADDRESSES = 8;

/** Starts pairings steadily until it is told to stop. */
export class Load {
  readonly ledger = new Ledger();
  readonly clock = new LoadClock();
  private readonly over = new AbortController();
  private readonly client: RetryingClient;
  private readonly open = new Set<Promise<void>>();
  private readonly owners = [new Caller('127.0.0.1', OWNER_SOCKETS)];
  private timer: NodeJS.Timeout | undefined;
  private flows = 0;

  constructor(private readonly options: LoadOptions) {
    // Every open flow waits for it.
    setMaxListeners(0, this.over.signal);
    this.client = new RetryingClient(options.gateways, this.ledger, this.clock, this.over.signal);
  }

  get openFlows(): number {
    return this.open.size;
  }

  start(): void {
    const { flowsPerSecond, random } = this.options;
    this.timer = setInterval(() => {
      if (this.open.size < MOST_OPEN) this.startFlow(random.pick(this.options.owners), this.pickPlan());
    }, 1000 / flowsPerSecond);
  }

  /** Starts no more flows; those under way go on. */
  stopStarting(): void {
    clearInterval(this.timer);
  }

  /** Goes on with other connections and another clock, as clients do that start again. */
  restart(clockSkewMs: number): void {
    this.clock.skewMs = clockSkewMs;
    this.owners.push(new Caller('127.0.0.1', OWNER_SOCKETS));
  }

  /** Ends the flows that are still under way. */
  async stop(): Promise<void> {
    this.stopStarting();
    this.over.abort();
    await Promise.all(this.open);
    for (const owner of this.owners) owner.close();
  }

  /** One plain pairing by an owner, whatever else is under way. */
  async pairOnce(owner: MeshOwner): Promise<FlowRecord> {
    const { record, done } = this.startFlow(owner, 'pair');
    await done;
    return record;
  }

  private startFlow(owner: MeshOwner, plan: Plan): { record: FlowRecord; done: Promise<void> } {
    const record: FlowRecord = { plan, ownerId: owner.ownerId, ownerKey: owner.key, attemptsLeft: [] };
    this.ledger.flows.push(record);
    this.flows += 1;
    const flow = new Flow({
      client: this.client,
      owner: this.owners.at(-1) as Caller,
      record,
      deviceAddress: this.addressOf(plan),
      wrongPins: this.wrongPinsOf(plan),
      onClaimed: (afterMs) => (this.ledger.longestClaimMs = Math.max(this.ledger.longestClaimMs, afterMs)),
      over: this.over.signal,
    });
    const done = flow.run().finally(() => this.open.delete(done));
    this.open.add(done);
    return { record, done };
  }

  private pickPlan(): Plan {
    let left = this.options.random.between(1, 100);
    for (const [plan, weight] of Object.entries(WEIGHTS)) {
      left -= weight;
      if (left <= 0) return plan as Plan;
    }
    return 'pair';
  }

  private addressOf(plan: Plan): string {
    if (plan === 'share-address') return `127.2.0.${this.options.random.between(1, SHARED_ADDRESSES)}`;
    return `127.1.${Math.floor(this.flows / 250) % 250}.${(this.flows % 250) + 1}`;
  }

  private wrongPinsOf(plan: Plan): number {
    if (plan === 'guess') return 6;
    return plan === 'mistype' ? this.options.random.between(1, 3) : 0;
  }
}
