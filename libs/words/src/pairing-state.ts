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
