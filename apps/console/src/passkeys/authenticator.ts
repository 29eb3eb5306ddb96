import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';
import type {
  Calling,
  Passkey,
  PasskeyAssertion,
  PasskeyAttestation,
  PasskeyOptions,
  TouchRule,
} from '@meshpair/client';
import { gateway, outcomeOf } from '../api/client.js';
import type { Answer, Refusal } from '../api/problem.js';
import { t } from '../state/language.js';
import { reportTrouble, signIn } from '../state/session.js';

const refusedBecause = (detail: string): Refusal => ({ code: 'passkey_not_given', title: detail, detail });

/** Signs in by a passkey of this browser; the refusal when that failed. */
export async function signInByPasskey(): Promise<Refusal | undefined> {
  const options = await outcomeOf(gateway.POST('/console/passkey/options'));
  if (!options.ok) return options.refusal;
  const given = await ask(() => startAuthentication({ optionsJSON: options.value }), 'passkey.notGiven');
  if (!given.ok) return given.refusal;
  const refusal = await signIn({ passkey: given.value as PasskeyAssertion });
  if (refusal?.code !== 'unauthorized') return refusal;
  return refusedBecause(t('passkey.unknown'));
}

/** What a touch may be for. */
export type TouchSubject = Parameters<typeof askForTouch>[0];

const askForTouch = (
  subject:
    | { readonly pairingId: string }
    | { readonly rule: TouchRule }
    | { readonly newPasskey: true }
    | { readonly newSetupKey: true },
): Calling<PasskeyOptions> => gateway.POST('/owner/touch/options', { body: subject });

/** A fresh touch of a passkey, for that and nothing else. */
export async function touch(subject: TouchSubject): Promise<Answer<PasskeyAssertion>> {
  const options = await reportTrouble(askForTouch(subject));
  if (!options.ok) return options;
  const given = await ask(() => startAuthentication({ optionsJSON: options.value }));
  return given.ok ? { ok: true, value: given.value as PasskeyAssertion } : given;
}

/** Says whether a PIN takes a touch: that takes one too. */
export async function setTouchRule(rule: TouchRule): Promise<Answer<unknown>> {
  const touched = await touch({ rule });
  if (!touched.ok) return touched;
  return reportTrouble(gateway.PUT('/owner/touch-rule', { body: { rule, touch: touched.value } }));
}

/** Makes a passkey in this browser, and adds it to the owner's; by a touch of another, where the owner wants that. */
export async function addPasskey(key: string, name?: string): Promise<Answer<Passkey>> {
  const offer = (given: object = {}): Promise<Answer<PasskeyOptions>> =>
    reportTrouble(gateway.POST('/owner/passkeys/options', { body: { key, ...given } }));
  let options = await offer();
  if (!options.ok && options.refusal.code === 'passkey_required') {
    const touched = await touch({ newPasskey: true });
    if (!touched.ok) return touched;
    options = await offer({ touch: touched.value });
  }
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
async function ask<T>(
  asking: () => Promise<T>,
  notGiven: 'passkey.notGiven' | 'passkey.notTouched' = 'passkey.notTouched',
): Promise<Answer<T>> {
  if (!browserSupportsWebAuthn()) return { ok: false, refusal: refusedBecause(t('passkey.unsupported')) };
  try {
    return { ok: true, value: await asking() };
  } catch (error) {
    const isThereAlready =
      error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED';
    return {
      ok: false,
      refusal: refusedBecause(t(isThereAlready ? 'passkey.already' : notGiven)),
    };
  }
}
