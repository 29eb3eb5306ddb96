import type { PairingView } from '@meshpair/contracts';

type Reason = NonNullable<PairingView['reason']>;

const REASONS: Readonly<Record<Reason, string>> = {
  denied: 'The owner denied the device.',
  cancelled: 'The pairing was cancelled.',
  expired: 'The pairing has expired.',
  attempts_exceeded: 'The PIN was wrong too often.',
  ip_conflict: 'Another device of the mesh has this IP address.',
  device_limit: 'The mesh has as many devices as it may.',
  identity_mismatch: 'The device does not prove that it is the node that it says to be.',
};

/** Why a pairing ended without a node, in words. */
export const reasonInWords = (reason: string | null | undefined): string =>
  REASONS[reason as Reason] ?? 'The pairing failed.';

const STATES: Readonly<Record<PairingView['state'], string>> = {
  TokenCreated: 'waits for a device',
  DeviceConnected: 'waits for the PIN',
  PinVerified: 'being registered',
  DeviceRegistered: 'paired',
  Failed: 'failed',
};

export const stateInWords = ({ state, reason }: Pick<PairingView, 'state' | 'reason'>): string =>
  state === 'Failed' && reason !== null ? reason.replaceAll('_', ' ') : STATES[state];
