import { signal } from '@preact/signals';
import type { Calling, ConsoleSession, PasskeyAssertion } from '@meshpair/client';
import { gateway, outcomeOf } from '../api/client.js';
import { type Answer, isOutage, type Refusal } from '../api/problem.js';
import { takeOutcome } from './account-outcome.js';
import { holdKey, keyInHand } from './key-in-hand.js';
import { onRecovery, reportOutage } from './outage.js';

export type SessionState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'invited'; readonly code: string }
  | { readonly kind: 'signedOut'; readonly reason?: 'expired' | 'linkExpired' | 'signedOut' }
  | { readonly kind: 'signedIn'; readonly session: ConsoleSession };

export const session = signal<SessionState>({ kind: 'loading' });

/** Whether this page signed in by a key or link, and did not find its owner signed in. */
export const signedInHere = signal(false);

/** Notices what any answer may tell: a session that is over, or a gateway that is away. */
export async function reportTrouble<T>(calling: Calling<T>): Promise<Answer<T>> {
  const answer = await outcomeOf(calling);
  if (answer.ok) return answer;
  if (isOutage(answer.refusal)) void reportOutage();
  const isSignedIn = session.peek().kind === 'signedIn';
  if (answer.refusal.code === 'unauthorized' && isSignedIn) {
    session.value = { kind: 'signedOut', reason: 'expired' };
  }
  // The role may be another by now.
  if (answer.refusal.code === 'forbidden' && isSignedIn) void loadSession();
  return answer;
}

/** Who is signed in; while the gateway is away the question stays open and is asked again. */
export async function loadSession(reason?: 'linkExpired'): Promise<void> {
  const answer = await reportTrouble(gateway.GET('/console/session'));
  if (answer.ok) session.value = { kind: 'signedIn', session: answer.value };
  else if (!isOutage(answer.refusal)) session.value = { kind: 'signedOut', ...(reason && { reason }) };
}

type Credential =
  { readonly key: string } | { readonly code: string } | { readonly passkey: PasskeyAssertion };

/** Signs in; the refusal when that failed. */
export async function signIn(credential: Credential): Promise<Refusal | undefined> {
  const answer = await outcomeOf(gateway.POST('/console/session', { body: credential }));
  if (!answer.ok) return answer.refusal;
  if ('key' in credential) holdKey(credential.key);
  signedInHere.value = !('passkey' in credential);
  await loadSession();
  return undefined;
}

/**
 * At the start: a link's one-time code signs in, or shows what it invites to; it leaves the address bar and the history at
 * once.
 */
export async function startSession(): Promise<void> {
  if (takeOutcome(location.hash)) return loadSession();
  const [code, invitation] = [signInCode(location.hash), invitationCode(location.hash)];
  if (code === undefined && invitation === undefined) return loadSession();
  history.replaceState(null, '', location.pathname + location.search);
  if (code === undefined) return void (session.value = { kind: 'invited', code: invitation ?? '' });
  const refusal = await signIn({ code });
  if (refusal) await loadSession(isOutage(refusal) ? undefined : 'linkExpired');
}

/** The one-time code of a link that ends in `#signin=<code>`. */
export const signInCode = (hash: string): string | undefined => /^#signin=([\w-]{20,128})$/.exec(hash)?.[1];

/** That of one that ends in `#invitation=<code>`. */
export const invitationCode = (hash: string): string | undefined =>
  /^#invitation=([\w-]{20,128})$/.exec(hash)?.[1];

export async function signOut(): Promise<void> {
  const answer = await reportTrouble(gateway.DELETE('/console/session'));
  if (!answer.ok) return;
  keyInHand.value = undefined;
  session.value = { kind: 'signedOut', reason: 'signedOut' };
}

onRecovery(() => {
  if (session.peek().kind === 'loading') void loadSession();
});
