import type { FailureReason, PairingKind } from '@meshpair/domain';
import type { Translate } from './translate.js';

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
