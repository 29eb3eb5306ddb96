import type { Invariant } from './check/violation.js';
import type { Ledger } from './load/ledger.js';
import type { Arrival } from './mesh/webhook-target.js';

const MOST_SHOWN = 10;

export interface RunResult {
  readonly seed: number;
  readonly seconds: number;
  readonly faults: ReadonlyMap<string, number>;
  readonly ledger: Ledger;
  /** What the target of a webhook was told. */
  readonly arrivals: readonly Arrival[];
  readonly invariants: readonly Invariant[];
}

export const isBroken = ({ invariants }: RunResult): boolean =>
  invariants.some(({ violations }) => violations.length > 0);

const tally = (counts: Iterable<readonly [string, number]>): string =>
  [...counts].map(([what, count]) => `${what} ${count}`).join(', ');

/** What was broken, what was done meanwhile, and how each invariant held. */
export function printReport(result: RunResult, print: (line: string) => void): void {
  const { seed, seconds, faults, ledger, arrivals, invariants } = result;
  const { flows } = ledger;
  const count = (isCounted: (flow: (typeof flows)[number]) => unknown): number =>
    flows.filter(isCounted).length;
  const total = [...faults.values()].reduce((sum, each) => sum + each, 0);
  print('');
  print(`Seed ${seed}, ${seconds} s`);
  print(`Faults ${total}: ${tally(faults)}`);
  print(
    `Pairings: started ${count((flow) => flow.pairingId)}, verified ${count((flow) => flow.verified)}, ` +
      `claimed ${count((flow) => flow.claimed)}, denied or cancelled ${count((flow) => flow.endedBy)}`,
  );
  print(`Ends: ${tally(endsOf(flows.map(({ end }) => end ?? 'under way')))}`);
  print(`Answers to ${ledger.requests} requests: ${tally([...ledger.answersByStatus].sort())}`);
  print(
    `Gateway killed or paused meanwhile: ${ledger.excused}; longest answer otherwise ${ledger.longestMs} ms, ` +
      `longest claim ${ledger.longestClaimMs} ms`,
  );
  const accepted = arrivals.filter(({ isAccepted }) => isAccepted).length;
  print(`Webhook: told ${arrivals.length} times, accepted ${accepted}`);
  for (const { name, checked, violations } of invariants) {
    print(`  ${violations.length === 0 ? '✓' : '✗'} ${name}: ${violations.length} of ${checked}`);
    for (const { id, what } of violations.slice(0, MOST_SHOWN)) print(`      ${id}: ${what}`);
  }
  const broken = invariants.filter(({ violations }) => violations.length > 0);
  if (broken.length > 0)
    print(`${broken.length} invariants are broken. To repeat: npm run test:faults -- --seed ${seed}`);
}

function endsOf(ends: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1]);
}
