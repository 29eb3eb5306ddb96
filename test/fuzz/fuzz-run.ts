import { HttpClient, type RunningSystem, startSystem } from '@meshpair/testing';
import { batchOf, type FuzzInput } from './fuzz-inputs.js';
import type { HttpInput } from './http-input.js';
import { addMaterial, findOwners } from './live-material.js';
import { Material, type Stages } from './material.js';
import { changedTables, RowDigests } from './row-digest.js';
import { type HttpOutcome, HttpSender, sendRaw } from './send-http.js';
import { NatsSender } from './send-nats.js';
import { judgeHttp, judgeNats, judgeRaw, type Verdict } from './verdicts.js';

export interface FuzzReport {
  readonly http: number;
  readonly nats: number;
  readonly serverErrors: number;
  readonly unavailable: number;
  readonly crashes: readonly string[];
  /** Inputs that were refused between two digests of all rows. */
  readonly compared: number;
  readonly changedByRefused: number;
  /** How many inputs had which answer: an HTTP status, `ok`, a refusal's code, or `none` where none is owed. */
  readonly answers: Readonly<Record<string, number>>;
  /** What must not happen, each with its input. */
  readonly faults: readonly string[];
}

const BATCH = 200;
const REFRESH_EVERY = 5;
const FIRST_FLOWS = 10;
const MORE_FLOWS = 3;
const CONCURRENCY = 16;
const FAULTS_KEPT = 50;
const SETTINGS = {
  RATE_LIMITS: 'off',
  MAX_DEVICES_PER_OWNER: '100000',
  IP_CONFLICT_POLICY: 'allow',
  PAIRING_TTL_SECONDS: '600',
  PURGE_EVERY_SECONDS: '86400',
  LOG_LEVEL: 'warn',
};

/** Fuzzes a system of its own with `inputs` inputs made from a seed. */
export async function runFuzz(seed: number, inputs: number): Promise<FuzzReport> {
  const system = await startSystem({
    settings: SETTINGS,
    replicas: { gateway: 1, webhooks: 1, 'cleanup-worker': 1 },
  });
  try {
    const run = await FuzzRun.on(system);
    for (let done = 0, number = 0; done < inputs && !run.hasCrashed; number += 1) {
      const size = Math.min(BATCH, inputs - done);
      if (number % REFRESH_EVERY === 0) await run.refresh(number === 0 ? FIRST_FLOWS : MORE_FLOWS);
      await run.batch(batchOf(seed, number, size));
      done += size;
    }
    return await run.finish();
  } finally {
    await system.stop();
  }
}

/** What garbage on a subject of NATS should be met with. */
const EXPECTED = /not a command packet|became a dead letter: (not an event|no handler)/;

const loudLines = (logs: string): readonly string[] =>
  logs
    .split('\n')
    .filter((line) => /uncaught|unhandled|"level":"(error|fatal)"/i.test(line) && !EXPECTED.test(line));

class FuzzRun {
  private readonly faults: string[] = [];
  private readonly crashes: string[] = [];
  private readonly counts = { http: 0, nats: 0, serverErrors: 0, unavailable: 0, compared: 0, changed: 0 };
  private readonly answers: Record<string, number> = {};
  private isOver = false;

  private constructor(
    private readonly system: RunningSystem,
    private readonly owners: readonly Stages['owner'][],
    private readonly material: Material,
    private readonly http: HttpSender,
    private readonly nats: NatsSender,
    private readonly digests: RowDigests,
  ) {
    for (const name of ['gateway', 'pairing', 'registry', 'cleanup-worker', 'webhooks'] as const) {
      for (const process of system.processesOf(name)) {
        void process.exited.then(() => this.isOver || this.crashes.push(`${name} (${process.pid}) ended`));
      }
    }
  }

  static async on(system: RunningSystem): Promise<FuzzRun> {
    const material = new Material();
    const owners = await findOwners(system);
    for (const owner of owners) material.add('owner', owner);
    const nats = await NatsSender.connect(system.natsUrl, material);
    const http = new HttpSender(system.baseUrl, material);
    return new FuzzRun(system, owners, material, http, nats, new RowDigests(system));
  }

  get hasCrashed(): boolean {
    return this.crashes.length > 0;
  }

  /** Makes live pairings and devices for the inputs to come. */
  async refresh(flows: number): Promise<void> {
    const client = new HttpClient(this.system.baseUrl);
    await addMaterial(client, this.owners, this.material, flows);
    client.close();
  }

  /** Sends a batch; where all of it, or a second time what was refused of it, changes nothing, no row may change. */
  async batch(inputs: readonly FuzzInput[]): Promise<void> {
    for (const { over } of inputs) this.counts[over === 'nats' ? 'nats' : 'http'] += 1;
    const before = await this.digests.settled();
    const verdicts = await this.sendAll(inputs);
    if (this.hasCrashed) return this.note('a process ended during this batch', ...inputs);
    const refused = inputs.filter((_, index) => verdicts[index]?.mayChange === false);
    if (refused.length === inputs.length) return this.compare(before, refused);
    const again = await this.digests.settled();
    const second = await this.sendAll(refused);
    if (second.every(({ mayChange }) => !mayChange)) await this.compare(again, refused);
  }

  async finish(): Promise<FuzzReport> {
    if (!this.hasCrashed) await this.digests.settled();
    this.isOver = true;
    this.http.close();
    await this.nats.close();
    const loud = loudLines(this.system.logs());
    const ended = loud.filter((line) => /uncaught|unhandled|"level":"fatal"/i.test(line));
    const { changed, ...counts } = this.counts;
    return {
      ...counts,
      answers: this.answers,
      crashes: [...this.crashes, ...ended],
      changedByRefused: changed,
      faults: [...this.faults, ...loud.slice(0, 10).map((line) => `logged: ${line.slice(0, 600)}`)],
    };
  }

  private async compare(before: Record<string, string>, inputs: readonly FuzzInput[]): Promise<void> {
    this.counts.compared += inputs.length;
    const changed = changedTables(before, await this.digests.settled());
    if (changed.length === 0) return;
    // Once more one by one, to name the input.
    for (const input of inputs) {
      const earlier = await this.digests.settled();
      const verdict = await this.send(input);
      const tables = changedTables(earlier, await this.digests.settled());
      if (verdict.mayChange || tables.length === 0) continue;
      this.counts.changed += 1;
      this.note(`changed ${tables.join(', ')} though refused`, input);
    }
    if (this.counts.changed === 0)
      this.note('a batch of refused inputs changed rows, but no input alone does');
    this.counts.changed = Math.max(this.counts.changed, 1);
  }

  private async sendAll(inputs: readonly FuzzInput[]): Promise<readonly Verdict[]> {
    const verdicts: Verdict[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let index = next++; index < inputs.length; index = next++) {
        verdicts[index] = await this.send(inputs[index]!);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    await this.nats.flush();
    return verdicts;
  }

  private async send(input: FuzzInput): Promise<Verdict> {
    const verdict = await this.judge(input).catch((error: unknown): Verdict => {
      const fault = error instanceof Error ? `${error.name}: ${error.message}` : 'no answer';
      return { answer: 'lost', fault, isServerError: false, isUnavailable: false, mayChange: true };
    });
    this.answers[verdict.answer] = (this.answers[verdict.answer] ?? 0) + 1;
    if (verdict.isServerError) this.counts.serverErrors += 1;
    if (verdict.isUnavailable) this.counts.unavailable += 1;
    if (verdict.fault !== undefined) this.note(verdict.fault, input);
    return verdict;
  }

  private async judge(input: FuzzInput): Promise<Verdict> {
    if (input.over === 'socket') return judgeRaw(await sendRaw(this.system.baseUrl, input.input));
    if (input.over === 'nats') return judgeNats(input.input, await this.nats.send(input.input));
    const outcome = await this.http.send(input.input);
    this.learn(input.input, outcome);
    return judgeHttp(input.input, outcome);
  }

  /** What an accepted request has made becomes material for the inputs that follow. */
  private learn(input: HttpInput, { status, body }: HttpOutcome): void {
    if (status >= 300) return;
    const ownerKey = String(this.material.resolve(input.headers.authorization ?? ''));
    const [pairingId, token] = [String(body.pairingId), String(body.token)];
    if (input.route === 'post /pairing/start') this.material.add('started', { ownerKey, pairingId, token });
  }

  private note(fault: string, ...inputs: readonly FuzzInput[]): void {
    if (this.faults.length >= FAULTS_KEPT) return;
    const lines = inputs.map((input) => JSON.stringify(input).slice(0, 1500));
    this.faults.push([fault, ...lines].join('\n    ← '));
  }
}
