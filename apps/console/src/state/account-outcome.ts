import { signal } from '@preact/signals';

/** How signing in by an account, or linking it, went: the provider's site has led back here. */
const OUTCOMES = {
  linked: 'The account is linked. It signs you in from now on.',
  linked_elsewhere: 'That account was not linked: it is linked already, or it took too long. Try again.',
  not_linked:
    'No owner of this mesh has linked that account. Sign in by key, then link it in the settings under “Linked accounts”.',
  not_allowed: 'That account may not come into this mesh. Ask whoever runs it.',
  unavailable: 'The provider of your account does not answer. Sign in by key or passkey.',
  failed: 'The provider of your account did not let you in. Try again, or use your key.',
  expired: 'That took too long, or began in another browser. Try again.',
} as const;

export type AccountOutcome = keyof typeof OUTCOMES;

export const accountOutcome = signal<AccountOutcome | undefined>(undefined);

export const outcomeWords = (outcome: AccountOutcome): string => OUTCOMES[outcome];

/** Takes the outcome out of an address that ends in `#account=<outcome>`. */
export function takeOutcome(hash: string): AccountOutcome | undefined {
  const [, name = ''] = /^#account=(\w+)$/.exec(hash) ?? [];
  const outcome = Object.hasOwn(OUTCOMES, name) ? (name as AccountOutcome) : undefined;
  if (outcome !== undefined) {
    history.replaceState(null, '', location.pathname + location.search);
    accountOutcome.value = outcome;
  }
  return outcome;
}
