import { validatePairingRequest } from './pairing-coordinator.js';
import type { PinVerifiedEvent, Transition } from './pairing-event.js';
import { failureOf } from './pairing-failure.js';
import type { DeviceConnected, PairingState, PinVerified } from './pairing-state.js';
import type { InvalidPin, VerifyRefusal } from './refusal.js';
import { ok, refuse, type Result } from './result.js';

export interface VerifyPin {
  /** The typed PIN, digested as the stored one was. */
  readonly pinDigest: string;
  /** The node id to use when the device did not bring one. */
  readonly newNodeId: string;
  readonly sessionId: string;
  readonly now: Date;
}

/** Judges a typed PIN. A wrong one is a transition too: it uses up an attempt, and the last one fails the pairing. */
export function verifyPin(
  state: PairingState,
  command: VerifyPin,
): Result<Transition<PinVerified>, VerifyRefusal> {
  const checked = validatePairingRequest(state, command.pinDigest, command.now);
  if (checked.ok) return ok(verified(checked.value, command));
  if (checked.error.kind !== 'InvalidPin') return refuse(checked.error);
  return refuse(wrongPin(checked.error.state, command.now));
}

function verified(state: DeviceConnected, command: VerifyPin): Transition<PinVerified> {
  const next: PinVerified = {
    ...state,
    kind: 'PinVerified',
    sequence: state.sequence + 1,
    deviceNodeId: state.device.nodeId ?? command.newNodeId,
    sessionId: command.sessionId,
    verifiedAt: command.now,
  };
  const event: PinVerifiedEvent = {
    type: 'PinVerified',
    pairingId: next.pairingId,
    ownerId: next.ownerId,
    sequence: next.sequence,
    occurredAt: command.now,
    data: {
      nodeId: next.deviceNodeId,
      sessionId: next.sessionId,
      device: next.device,
      permissions: next.permissions,
    },
  };
  return { state: next, events: [event] };
}

function wrongPin(state: DeviceConnected, now: Date): InvalidPin {
  const attemptsLeft = state.attemptsLeft - 1;
  const transition =
    attemptsLeft > 0
      ? { state: { ...state, attemptsLeft }, events: [] }
      : failureOf(state, 'attempts_exceeded', now);
  return { kind: 'InvalidPin', attemptsLeft, transition };
}
