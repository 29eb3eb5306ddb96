import type { PairingKind } from '@meshpair/domain';
import { knownReason, type Translate, type Words } from '@meshpair/words';

/** Where a pairing is, as the owner sees it. */
export type PairingStep = 'idle' | 'waiting' | 'connected' | 'finishing' | 'done' | 'failed' | 'expired';

interface Followed {
  readonly started?: { readonly expiresAt: string };
  readonly view?: { readonly state: string; readonly expiresAt: string; readonly reason: string | null };
}

const STEPS: Readonly<Record<PairingKind, PairingStep>> = {
  TokenCreated: 'waiting',
  DeviceConnected: 'connected',
  PinVerified: 'finishing',
  DeviceRegistered: 'done',
  Failed: 'failed',
};

/** The step at a time: a code past its end is expired before anybody has said so. */
export function pairingStep(followed: Followed | undefined, now: number): PairingStep {
  if (!followed) return 'idle';
  const known = followed.view ?? { state: 'TokenCreated', reason: null, ...followed.started };
  const step = (STEPS as Readonly<Record<string, PairingStep>>)[known.state] ?? 'waiting';
  if (step === 'failed' && known.reason === 'expired') return 'expired';
  return (step === 'waiting' || step === 'connected') && isPast(known.expiresAt, now) ? 'expired' : step;
}

const isPast = (time: string | undefined, now: number): boolean =>
  time !== undefined && now >= Date.parse(time);

/** Whether nothing more becomes of it. */
export const isOver = (step: PairingStep): step is 'done' | 'failed' | 'expired' =>
  step === 'done' || step === 'failed' || step === 'expired';

/** How a pairing failed, in words; undefined when it did not. */
export function pairingFailure(
  t: Translate,
  step: 'done' | 'failed' | 'expired',
  failed?: { readonly reason: string | null },
): Words | undefined {
  if (step === 'done') return undefined;
  const reason = knownReason(step === 'expired' ? step : failed?.reason);
  if (reason === undefined) return { title: t('failed.title'), text: t('failed.text') };
  return { title: t(`failed.${reason}.title`), text: t(`failed.${reason}.text`) };
}

export const PIN_LENGTH = 6;

/** The digits of what was typed or pasted (`482 913` too), at most six. */
export const pinDigits = (typed: string): string => typed.replace(/\D/g, '').slice(0, PIN_LENGTH);

/** Whether the last digit has just been typed: a PIN that is there already is not sent again. */
export const isCompleted = (before: string, after: string): boolean =>
  after.length === PIN_LENGTH && before.length < PIN_LENGTH;

/** What is wrong with a PIN before it is sent; undefined when nothing is. */
export function pinComplaint(t: Translate, pin: string): string | undefined {
  if (pin.length < PIN_LENGTH) return t('pin.length');
  return pin.startsWith('0') ? t('pin.zero') : undefined;
}
