import { signal } from '@preact/signals';

/** How signing in by an account, or linking it, went: the provider's site has led back here. */
const OUTCOMES = [
  'linked',
  'linked_elsewhere',
  'not_linked',
  'not_allowed',
  'unavailable',
  'failed',
  'expired',
] as const;

export type AccountOutcome = (typeof OUTCOMES)[number];

export const accountOutcome = signal<AccountOutcome | undefined>(undefined);

/** Takes the outcome out of an address that ends in `#account=<outcome>`. */
export function takeOutcome(hash: string): AccountOutcome | undefined {
  const [, name] = /^#account=(\w+)$/.exec(hash) ?? [];
  const outcome = OUTCOMES.find((each) => each === name);
  if (outcome !== undefined) {
    history.replaceState(null, '', location.pathname + location.search);
    accountOutcome.value = outcome;
  }
  return outcome;
}
