import type { CommandError, ProblemCode } from '@meshpair/contracts';
import type { ConnectRefusal, FailureReason, IpConflict, VerifyRefusal, WrongState } from '@meshpair/domain';

export type Refusal = ConnectRefusal | VerifyRefusal;

/** Failures that keep their own code for whoever comes later; the owner's own endings do not. */
const CODE_OF_FAILURE: Record<FailureReason, ProblemCode> = {
  denied: 'invalid_transition',
  cancelled: 'invalid_transition',
  expired: 'token_expired',
  attempts_exceeded: 'attempts_exceeded',
  ip_conflict: 'ip_conflict',
  device_limit: 'device_limit',
  identity_mismatch: 'identity_mismatch',
};

/** The one mapper from the domain's refusals to what a client meets. */
export function problemOf(refusal: Refusal): CommandError {
  switch (refusal.kind) {
    case 'Expired':
      return { code: 'token_expired' };
    case 'AlreadyConnected':
      return { code: 'already_connected' };
    case 'InvalidPin':
      return { code: 'invalid_pin', attemptsLeft: refusal.attemptsLeft };
    case 'HostStays':
      return { code: 'invalid_request', errors: [HOST_STAYS] };
    case 'IpConflict':
      return conflictProblem(refusal);
    case 'WrongState':
      return problemOfState(refusal);
  }
}

const HOST_STAYS = { field: 'replaceNodeId', message: 'is the host, which stays' };

/** Nothing has happened: the owner may choose, and type the PIN again. */
function conflictProblem({ existingDevices, ip }: IpConflict): CommandError {
  const devices = existingDevices.map(({ id, name }) => ({ id, name }));
  const [existingDevice] = devices;
  return { code: 'ip_conflict', ip, existingDevices: devices, ...(existingDevice && { existingDevice }) };
}

const problemOfState = ({ state, reason }: WrongState): CommandError => ({
  code: reason ? CODE_OF_FAILURE[reason] : 'invalid_transition',
  detail: reason ? `The pairing has failed: ${reason}` : `The pairing is in state ${state}`,
});
