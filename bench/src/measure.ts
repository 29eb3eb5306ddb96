/** The figures of one run: `count` flows, `concurrency` at a time. Latencies in milliseconds. */
export interface Measurement {
  readonly name: string;
  readonly concurrency: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** The value below which `share` of the sorted values lie. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Runs `flow` `count` times with `concurrency` workers, after a warm-up of a tenth of it. The first failure ends it. */
export async function measure(
  name: string,
  concurrency: number,
  count: number,
  flow: (worker: number) => Promise<void>,
): Promise<Measurement> {
  await repeat(concurrency, Math.ceil(count / 10), flow);
  const started = performance.now();
  const latencies = await repeat(concurrency, count, flow);
  const seconds = (performance.now() - started) / 1000;
  const sorted = latencies.sort((left, right) => left - right);
  return {
    name,
    concurrency,
    perSecond: count / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
  };
}

async function repeat(
  concurrency: number,
  count: number,
  flow: (worker: number) => Promise<void>,
): Promise<number[]> {
  const latencies: number[] = [];
  let begun = 0;
  const work = async (worker: number): Promise<void> => {
    while (begun < count) {
      begun += 1;
      const started = performance.now();
      await flow(worker);
      latencies.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, (_, worker) => work(worker)));
  return latencies;
}
