import type { PairingState } from '@meshpair/domain';

/** When a pairing last changed its kind. */
export function changedAt(state: PairingState): Date {
  switch (state.kind) {
    case 'TokenCreated':
      return state.createdAt;
    case 'DeviceConnected':
      return state.connectedAt;
    case 'PinVerified':
      return state.verifiedAt;
    case 'DeviceRegistered':
      return state.registeredAt;
    case 'Failed':
      return state.failedAt;
  }
}
