import { computed, signal } from '@preact/signals';
import { gateway, outcomeOf } from '../api/client.js';

/** Where passkeys work beyond this machine; null where they do not. Undefined until it is known. */
const passkeyOrigin = signal<string | null | undefined>(undefined);

/** The OpenID provider of the mesh, and where signing in by it begins. */
export const accountProvider = signal<{ readonly name: string; readonly startUrl: string } | null>(null);

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
  if (!answer.ok) return;
  passkeyOrigin.value = answer.value.passkeyOrigin;
  accountProvider.value = answer.value.account;
}
