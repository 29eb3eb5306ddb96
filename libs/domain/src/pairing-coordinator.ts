import { digestsMatch } from './digests-match.js';
import { isExpired, isOpen, type PairingState, type PinConnected } from './pairing-state.js';
import { type Expired, type WrongState, wrongState } from './refusal.js';
import { ok, refuse, type Result } from './result.js';

/** `createdAt` plus a lifetime in seconds. */
export const calculateExpiry = (createdAt: Date, ttlSeconds: number): Date =>
  new Date(createdAt.getTime() + ttlSeconds * 1000);

export interface WrongPin {
  readonly kind: 'InvalidPin';
  readonly state: PinConnected;
}

/** Whether a typed PIN (digested) opens this pairing now. Judges only; `verifyPin` makes the transition. */
export function validatePairingRequest(
  state: PairingState,
  pinDigest: string,
  now: Date,
): Result<PinConnected, Expired | WrongPin | WrongState> {
  if (isOpen(state) && isExpired(state, now)) return refuse({ kind: 'Expired', expiresAt: state.expiresAt });
  if (state.kind !== 'DeviceConnected' || state.approval) return refuse(wrongState(state));
  return digestsMatch(state.pinDigest, pinDigest) ? ok(state) : refuse({ kind: 'InvalidPin', state });
}
