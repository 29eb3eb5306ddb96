import {
  isRegistrationFailure,
  type OpenFailureReason,
  type RegistrationFailureReason,
} from './failure-reason.js';
import type { Transition } from './pairing-event.js';
import { failureOf } from './pairing-failure.js';
import { type Failed, isExpired, isOpen, type PairingState } from './pairing-state.js';
import { type Expired, type WrongState, wrongState } from './refusal.js';
import { ok, refuse, type Result } from './result.js';

/**
 * Ends a pairing. The owner and the clock end an open pairing only, the registry a `PinVerified` one only:
 * after the PIN was verified nothing but the registry's answer moves it.
 * `expired` is refused as `WrongState` before `expiresAt`, and any other reason as `Expired` after it.
 */
export function failPairing(
  state: PairingState,
  reason: OpenFailureReason | RegistrationFailureReason,
  now: Date,
): Result<Transition<Failed>, Expired | WrongState> {
  if (isRegistrationFailure(reason)) {
    return state.kind === 'PinVerified' ? ok(failureOf(state, reason, now)) : refuse(wrongState(state));
  }
  if (!isOpen(state)) return refuse(wrongState(state));
  const expired = isExpired(state, now);
  if (expired && reason !== 'expired') return refuse({ kind: 'Expired', expiresAt: state.expiresAt });
  if (!expired && reason === 'expired') return refuse(wrongState(state));
  return ok(failureOf(state, reason, now));
}
