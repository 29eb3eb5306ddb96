/** One flow's client: it times each step that it takes. */
export interface Steps {
  /** Times `work` under the step's name. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** What is driven: one flow after another by each of several workers. */
export interface Flows {
  /** Runs one flow. It rejects for any answer that a user would not expect, and that voids the measurement. */
  flow(worker: number, steps: Steps): Promise<void>;
}

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface Driven {
  readonly flows: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly flow: Latency;
  readonly steps: Readonly<Record<string, Latency>>;
}

/** When a run ends: the flows that are under way are finished. */
export type Until = { readonly seconds: number } | { readonly flows: number };

/** Runs flows, `atATime` of them together. The first failure ends it. */
export async function drive(flows: Flows, atATime: number, until: Until): Promise<Driven> {
  const whole: number[] = [];
  const taken = new Map<string, number[]>();
  const steps: Steps = {
    async step(name, work) {
      const started = performance.now();
      const answer = await work();
      const times = taken.get(name) ?? [];
      taken.set(name, times);
      times.push(performance.now() - started);
      return answer;
    },
  };
  const started = performance.now();
  let begun = 0;
  let hasFailed = false;
  const isOver = (): boolean =>
    hasFailed ||
    ('flows' in until ? begun >= until.flows : performance.now() - started >= until.seconds * 1000);
  const work = async (worker: number): Promise<void> => {
    while (!isOver()) {
      begun += 1;
      const startedFlow = performance.now();
      try {
        await flows.flow(worker, steps);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
      whole.push(performance.now() - startedFlow);
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: atATime }, (_, worker) => work(worker)));
  const failure = ended.find((each) => each.status === 'rejected');
  if (failure) throw failure.reason as Error;
  const seconds = (performance.now() - started) / 1000;
  return {
    flows: whole.length,
    seconds,
    perSecond: whole.length / seconds,
    flow: latencyOf(whole),
    steps: Object.fromEntries([...taken].map(([name, times]) => [name, latencyOf(times)])),
  };
}

function latencyOf(times: readonly number[]): Latency {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
