import { z } from 'zod';
import { FAILURE_REASONS, type FailureReason } from '@meshpair/domain';
import type { ProblemCode } from './problem.js';
import type { CommandError } from './reply.js';

export const FailureReasonSchema = z.enum(FAILURE_REASONS);

/** Failures keep their own code for whoever comes later; the owner's own endings do not. */
const CODES = {
  attempts_exceeded: 'attempts_exceeded',
  ip_conflict: 'ip_conflict',
  device_limit: 'device_limit',
  identity_mismatch: 'identity_mismatch',
  setup_key_ended: 'setup_key_ended',
  denied: 'invalid_transition',
  cancelled: 'invalid_transition',
  expired: 'token_expired',
} as const satisfies Record<FailureReason, ProblemCode>;

/** Each once. */
export const FAILURE_CODES: readonly ProblemCode[] = [...new Set(Object.values(CODES))];

export const codeOfFailure = (reason: FailureReason): ProblemCode => CODES[reason];

/** What a client meets that comes after a pairing has failed. */
export const errorOfFailure = (reason: FailureReason): CommandError => ({
  code: codeOfFailure(reason),
  detail: `The pairing has failed: ${reason}`,
});
