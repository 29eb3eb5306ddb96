import { type ConfirmDevice, confirmDevice } from './confirm-device.js';
import { failureOf } from './fail-pairing.js';
import { meshEvent } from './mesh-event.js';
import { validatePairingRequest } from './pairing-coordinator.js';
import type { Transition } from './pairing-event.js';
import type { PairingState, PinConnected, PinVerified } from './pairing-state.js';
import type { InvalidPin, VerifyRefusal } from './refusal.js';
import { refuse, type Result } from './result.js';

export interface VerifyPin extends ConfirmDevice {
  /** The typed PIN, digested as the stored one was. */
  readonly pinDigest: string;
}

/**
 * Judges a typed PIN. A wrong one is a transition too: it uses up an attempt, and the last one fails the pairing.
 * A conflict about the address is judged after it, and refuses the right PIN without changing anything.
 */
export function verifyPin(
  state: PairingState,
  command: VerifyPin,
): Result<Transition<PinVerified>, VerifyRefusal> {
  const checked = validatePairingRequest(state, command.pinDigest, command.now);
  if (checked.ok) return confirmDevice(checked.value, command);
  if (checked.error.kind !== 'InvalidPin') return refuse(checked.error);
  return refuse(wrongPin(checked.error.state, command));
}

function wrongPin(state: PinConnected, { actor = { kind: 'owner' }, now }: VerifyPin): InvalidPin {
  const attemptsLeft = state.attemptsLeft - 1;
  const { ownerId, pairingId } = state;
  const occasion = { ownerId, actor, now };
  const attempts = [meshEvent('PinRejected', pairingId, occasion, { attemptsLeft })];
  const transition =
    attemptsLeft > 0
      ? { state: { ...state, attemptsLeft }, events: [], attempts }
      : { ...failureOf(state, 'attempts_exceeded', now, actor), attempts };
  return { kind: 'InvalidPin', attemptsLeft, transition };
}
