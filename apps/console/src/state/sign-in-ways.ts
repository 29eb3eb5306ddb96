import { computed, signal } from '@preact/signals';
import { gateway, outcomeOf } from '../api/client.js';

/** Where passkeys work beyond this machine; null where they do not. Undefined until it is known. */
const passkeyOrigin = signal<string | null | undefined>(undefined);

export type PasskeyPlace =
  | { readonly kind: 'here' }
  /** They work at another address of this mesh. */
  | { readonly kind: 'elsewhere'; readonly origin: string }
  /** The mesh has no name with HTTPS. */
  | { readonly kind: 'nowhere' };

/** Whether passkeys can be used on this page. */
export const passkeyPlace = computed((): PasskeyPlace | undefined => {
  const origin = passkeyOrigin.value;
  if (origin === undefined) return undefined;
  if (location.hostname === 'localhost' || location.origin === origin) return { kind: 'here' };
  return origin === null ? { kind: 'nowhere' } : { kind: 'elsewhere', origin };
});

/** Asks how to sign in beside the key; without an answer the key is left. */
export async function loadSignInWays(): Promise<void> {
  const answer = await outcomeOf(gateway.GET('/console/sign-in'));
  if (answer.ok) passkeyOrigin.value = answer.value.passkeyOrigin;
}
