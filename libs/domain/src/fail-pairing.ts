import {
  type FailureReason,
  isRegistrationFailure,
  type OpenFailureReason,
  type RegistrationFailureReason,
} from './failure-reason.js';
import type { Actor } from './mesh-event.js';
import type { PairingFailedEvent, Transition } from './pairing-event.js';
import { type Failed, isExpired, isOpen, type LiveState, type PairingState } from './pairing-state.js';
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
  actor?: Actor,
): Result<Transition<Failed>, Expired | WrongState> {
  if (isRegistrationFailure(reason)) {
    return state.kind === 'PinVerified' ? ok(failureOf(state, reason, now)) : refuse(wrongState(state));
  }
  if (!isOpen(state)) return refuse(wrongState(state));
  const expired = isExpired(state, now);
  if (expired && reason !== 'expired') return refuse({ kind: 'Expired', expiresAt: state.expiresAt });
  if (!expired && reason === 'expired') return refuse(wrongState(state));
  return ok(failureOf(state, reason, now, actor));
}

/** The failed state that follows `state`, with its event. Which failures a state allows is decided by the callers. */
export function failureOf(
  state: LiveState,
  reason: FailureReason,
  now: Date,
  actor?: Actor,
): Transition<Failed> {
  const sequence = state.sequence + 1;
  const failed: Failed = {
    kind: 'Failed',
    pairingId: state.pairingId,
    ownerId: state.ownerId,
    tokenDigest: state.tokenDigest,
    permissions: state.permissions,
    label: state.label,
    createdAt: state.createdAt,
    expiresAt: state.expiresAt,
    sequence,
    reason,
    stateAtFailure: state.kind,
    failedAt: now,
    ...(state.kind === 'TokenCreated' ? {} : connectionOf(state)),
  };
  const event: PairingFailedEvent = {
    type: 'PairingFailed',
    pairingId: state.pairingId,
    ownerId: state.ownerId,
    sequence,
    occurredAt: now,
    ...(actor && { actor }),
    data: { reason, stateAtFailure: state.kind },
  };
  return { state: failed, events: [event] };
}

const connectionOf = ({
  claimDigest,
  device,
  contested,
}: Exclude<LiveState, { readonly kind: 'TokenCreated' }>): Pick<
  Failed,
  'claimDigest' | 'device' | 'contested'
> => ({
  claimDigest,
  device,
  ...(contested && { contested }),
});
