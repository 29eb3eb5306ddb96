/** An owner or the clock ends an open pairing. */
const OPEN_FAILURE_REASONS = ['denied', 'cancelled', 'expired'] as const;

/** The registry refuses a verified device. */
const REGISTRATION_FAILURE_REASONS = [
  'ip_conflict',
  'device_limit',
  'identity_mismatch',
  'setup_key_ended',
] as const;

/** Why a pairing failed. The only list of them: whatever speaks of failures derives from it. */
export const FAILURE_REASONS = [
  ...OPEN_FAILURE_REASONS,
  'attempts_exceeded',
  ...REGISTRATION_FAILURE_REASONS,
] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];
export type OpenFailureReason = (typeof OPEN_FAILURE_REASONS)[number];
export type RegistrationFailureReason = (typeof REGISTRATION_FAILURE_REASONS)[number];

/** Whether the registry, and nobody else, ends a pairing with this reason. */
export const isRegistrationFailure = (reason: FailureReason): reason is RegistrationFailureReason =>
  (REGISTRATION_FAILURE_REASONS as readonly FailureReason[]).includes(reason);
