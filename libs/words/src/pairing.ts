import { FAILURE_REASONS, type FailureReason, type PairingKind } from '@meshpair/domain';
import type { Translate } from './translate.js';

/** What happened, and what to do now. */
export interface Words {
  readonly title: string;
  readonly text: string;
}

/** A reason that came over the wire: a later version may know more of them. */
export const knownReason = (reason: string | null | undefined): FailureReason | undefined =>
  FAILURE_REASONS.find((each) => each === reason);

/** How a pairing failed, in a line of the console's feed. */
export function failureInTheFeed(t: Translate, reason: string): string {
  const known = knownReason(reason);
  return known === undefined ? t('feed.failed') : t(`feed.failed.${known}`);
}

/** The same in a terminal, the owner's or the device's. */
export const FAILURES_AT_THE_TERMINAL = {
  denied: 'The owner denied the device.',
  cancelled: 'The pairing was cancelled.',
  expired: 'The pairing has expired.',
  attempts_exceeded: 'Too many wrong PINs.',
  ip_conflict: 'Another device in the mesh has this IP address.',
  device_limit: 'The mesh has reached its device limit.',
  setup_key_ended: 'The setup key has ended: as many devices have joined with it as may, or it was revoked.',
  identity_mismatch: 'The device could not prove that it is the node it says it is.',
} as const satisfies Record<FailureReason, string>;

/** The same in the services' log, around the device's name. */
export const FAILURES_IN_THE_LOG = {
  denied: ['Denied'],
  cancelled: ['Cancelled'],
  expired: ['Expired'],
  attempts_exceeded: ['Failed', 'the PIN was wrong too often'],
  ip_conflict: ['Failed', 'another device has its address'],
  device_limit: ['Failed', 'the owner may have no more devices'],
  setup_key_ended: ['Failed', 'its setup key has ended'],
  identity_mismatch: ['Failed', 'it could not prove to be the device that it was before'],
} as const satisfies Record<FailureReason, readonly [what: string, why?: string]>;

const STATES: Readonly<Record<PairingKind, string>> = {
  TokenCreated: 'waits for a device',
  DeviceConnected: 'waits for the PIN',
  PinVerified: 'being registered',
  DeviceRegistered: 'paired',
  Failed: 'failed',
};

/** A pairing's state in a column of a terminal's list; a failed one by its reason. */
export const stateWords = (state: PairingKind, reason: FailureReason | null): string =>
  state === 'Failed' && reason !== null ? reason.replaceAll('_', ' ') : STATES[state];

/** While the owner types, to the one who holds the device. */
export const waitingWords = (t: Translate, left: number | null, maxAttempts: number): string =>
  left === null || left >= maxAttempts ? t('wait.waiting') : t('wait.wrong', { left });

/** After a wrong PIN, to the owner at the console. */
export const wrongPinAtTheConsole = (t: Translate, left: number | undefined): string =>
  left === undefined ? t('pin.wrong') : t('pin.wrongLeft', { left });

/** The same in a terminal. */
export const wrongPinAtTheTerminal = (attemptsLeft: number | undefined): string =>
  `Wrong PIN. Attempts left: ${attemptsLeft ?? '?'}`;
