import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';
import type { Passkey, PasskeyAssertion, PasskeyAttestation } from '@meshpair/client';
import { gateway, outcomeOf } from '../api/client.js';
import type { Answer, Refusal } from '../api/problem.js';
import { reportTrouble, signIn } from '../state/session.js';

const refusedBecause = (title: string): Refusal => ({ code: 'passkey_not_given', title });

/** Signs in by a passkey of this browser; the refusal when that failed. */
export async function signInByPasskey(): Promise<Refusal | undefined> {
  const options = await outcomeOf(gateway.POST('/console/passkey/options'));
  if (!options.ok) return options.refusal;
  const given = await ask(() => startAuthentication({ optionsJSON: options.value }));
  if (!given.ok) return given.refusal;
  const refusal = await signIn({ passkey: given.value as PasskeyAssertion });
  if (refusal?.code !== 'unauthorized') return refusal;
  return refusedBecause('This mesh does not know that passkey. Use your key');
}

/** Makes a passkey in this browser, and adds it to the owner's. */
export async function addPasskey(key: string, name?: string): Promise<Answer<Passkey>> {
  const options = await reportTrouble(gateway.POST('/owner/passkeys/options', { body: { key } }));
  if (!options.ok) return options;
  const made = await ask(() =>
    startRegistration({ optionsJSON: options.value as unknown as CreationOptions }),
  );
  if (!made.ok) return made;
  const attestation = made.value as PasskeyAttestation;
  return reportTrouble(gateway.POST('/owner/passkeys', { body: { attestation, ...(name && { name }) } }));
}

type CreationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** What the person at the authenticator gives; to have closed its window is a refusal too. */
async function ask<T>(asking: () => Promise<T>): Promise<Answer<T>> {
  if (!browserSupportsWebAuthn())
    return { ok: false, refusal: refusedBecause('This browser has no passkeys') };
  try {
    return { ok: true, value: await asking() };
  } catch (error) {
    const isThereAlready =
      error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED';
    const title = isThereAlready
      ? 'This device has a passkey of this mesh already'
      : 'No passkey was given. Try again, or use your key';
    return { ok: false, refusal: refusedBecause(title) };
  }
}
