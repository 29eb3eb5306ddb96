import type { FailureReason } from './failure-reason.js';
import type { PairingFailedEvent, Transition } from './pairing-event.js';
import type { Failed, LiveState } from './pairing-state.js';

/** The failed state that follows `state`, with its event. Which failures a state allows is decided by the callers. */
export function failureOf(state: LiveState, reason: FailureReason, now: Date): Transition<Failed> {
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
