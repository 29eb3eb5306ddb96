import { type CommandError, errorOfFailure } from '@meshpair/contracts';
import type { ApproveRefusal, ConnectRefusal, IpConflict, VerifyRefusal, WrongState } from '@meshpair/domain';

export type Refusal = ApproveRefusal | ConnectRefusal | VerifyRefusal;

/** The one mapper from the domain's refusals to what a client meets. */
export function problemOf(refusal: Refusal): CommandError {
  switch (refusal.kind) {
    case 'Expired':
      return { code: 'token_expired' };
    case 'AlreadyConnected':
      return { code: 'already_connected' };
    case 'InvalidPin':
      return { code: 'invalid_pin', attemptsLeft: refusal.attemptsLeft };
    case 'PinNeeded':
      return { code: 'pin_required' };
    case 'RefusedNetwork':
      return { code: 'other_network' };
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

const problemOfState = ({ state, reason }: WrongState): CommandError =>
  reason
    ? errorOfFailure(reason)
    : { code: 'invalid_transition', detail: `The pairing is in state ${state}` };
