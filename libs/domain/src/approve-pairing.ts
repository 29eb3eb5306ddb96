import { type ConfirmDevice, confirmDevice } from './confirm-device.js';
import type { Transition } from './pairing-event.js';
import { isExpired, isOpen, type PairingState, type PinVerified } from './pairing-state.js';
import { type ApproveRefusal, wrongState } from './refusal.js';
import { refuse, type Result } from './result.js';

/** The owner lets a device in that shows no PIN. One that shows a PIN is refused as `PinNeeded`: this is no way round it. */
export function approvePairing(
  state: PairingState,
  command: ConfirmDevice,
): Result<Transition<PinVerified>, ApproveRefusal> {
  if (isOpen(state) && isExpired(state, command.now))
    return refuse({ kind: 'Expired', expiresAt: state.expiresAt });
  if (state.kind !== 'DeviceConnected') return refuse(wrongState(state));
  return state.approval ? confirmDevice(state, command) : refuse({ kind: 'PinNeeded' });
}
