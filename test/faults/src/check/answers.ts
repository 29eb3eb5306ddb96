import type { FlowRecord, Ledger } from '../load/ledger.js';
import { check, type Invariant } from './violation.js';

/** What the clients heard, whatever it was about. */
export function answerInvariants(
  ledger: Ledger,
  unsettled: readonly string[],
  last: readonly FlowRecord[],
): readonly Invariant[] {
  const { badAnswers } = ledger;
  const isUnanswered = ({ what }: { what: string }): boolean => /^(no answer|lost)/.test(what);
  const violationOf = (bad: (typeof badAnswers)[number]) => ({
    id: bad.pairingId ?? 'no pairing yet',
    what: `${bad.step}: ${bad.what}`,
  });
  return [
    {
      name: 'every request got an answer while its gateway was up',
      checked: ledger.requests,
      violations: badAnswers.filter(isUnanswered).map(violationOf),
    },
    {
      name: 'every answer is a success, a problem, or a 503 with Retry-After',
      checked: ledger.requests,
      violations: badAnswers.filter((bad) => !isUnanswered(bad)).map(violationOf),
    },
    {
      name: 'all is at rest 30 s after the last fault',
      checked: 1,
      violations: unsettled.map((what) => ({ id: 'at rest', what })),
    },
    check(
      'a pairing succeeds afterwards, with no restart by hand',
      last,
      ({ ownerId }) => ownerId,
      (flow) => (flow.end === 'claimed' ? undefined : (flow.end ?? 'not ended')),
    ),
  ];
}
