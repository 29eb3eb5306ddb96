import type { FailureReason, PairingKind } from '@meshpair/domain';

const STATES: Readonly<Record<PairingKind, string>> = {
  TokenCreated: 'waits for a device',
  DeviceConnected: 'waits for the PIN',
  PinVerified: 'being registered',
  DeviceRegistered: 'paired',
  Failed: 'failed',
};

/** A pairing's state in a column of a list; a failed one by its reason. */
export const stateWords = (state: PairingKind, reason: FailureReason | null): string =>
  state === 'Failed' && reason !== null ? reason.replaceAll('_', ' ') : STATES[state];

/** While the owner types, to the one who holds the device. */
export function waitingWords(attemptsLeft: number | null, maxAttempts: number): string {
  if (attemptsLeft === null || attemptsLeft >= maxAttempts) return 'Waiting for the owner…';
  return `A wrong PIN was typed. ${attemptsLeft === 1 ? 'One try is' : `${attemptsLeft} tries are`} left.`;
}

export const FINISHING = 'PIN accepted. Registering this device…';
export const OUT_OF_REACH = 'The mesh does not answer at the moment. Your PIN stays the same.';

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** After a wrong PIN, to the owner at the console. */
export function wrongPinAtTheConsole(attemptsLeft: number | undefined): string {
  if (attemptsLeft === undefined) return 'That is not the PIN on the device.';
  const left = NUMBERS[attemptsLeft] ?? String(attemptsLeft);
  return `That is not the PIN on the device. You have ${left} ${attemptsLeft === 1 ? 'try' : 'tries'} left.`;
}

/** The same in a terminal. */
export const wrongPinAtTheTerminal = (attemptsLeft: number | undefined): string =>
  `Wrong PIN. Attempts left: ${attemptsLeft ?? '?'}`;
