import { failureOf } from './fail-pairing.js';
import { type ExistingDevice, type IpConflictChoice, settleIpConflict } from './ip-conflict.js';
import { type Actor, meshEvent } from './mesh-event.js';
import { validatePairingRequest } from './pairing-coordinator.js';
import type { PinVerifiedEvent, Transition } from './pairing-event.js';
import type { DeviceConnected, PairingState, PinVerified } from './pairing-state.js';
import type { HostStays, InvalidPin, IpConflict, VerifyRefusal } from './refusal.js';
import { ok, refuse, type Result } from './result.js';

export interface VerifyPin {
  /** The typed PIN, digested as the stored one was. */
  readonly pinDigest: string;
  /** The node id to use when the device did not bring one. */
  readonly newNodeId: string;
  readonly sessionId: string;
  /** The owner's choice about the address, if there is one: else the policy of the registry counts. */
  readonly ipConflict?: IpConflictChoice | undefined;
  /** The owner's devices at the address, where that is a conflict; absent when nobody could tell. */
  readonly existingDevices?: readonly ExistingDevice[] | undefined;
  /** The owner's host, if it is known. */
  readonly hostId?: string | null | undefined;
  /** Who has typed it. */
  readonly actor?: Actor | undefined;
  readonly now: Date;
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
  if (checked.ok) {
    const conflict = conflictOf(checked.value, command);
    return conflict ? refuse(conflict) : ok(verified(checked.value, command));
  }
  if (checked.error.kind !== 'InvalidPin') return refuse(checked.error);
  return refuse(wrongPin(checked.error.state, command));
}

function conflictOf({ device }: DeviceConnected, command: VerifyPin): HostStays | IpConflict | undefined {
  const { ipConflict } = command;
  if (ipConflict?.action === 'replace' && ipConflict.nodeId === command.hostId) return { kind: 'HostStays' };
  const own = device.nodeId ?? command.newNodeId;
  const others = (command.existingDevices ?? []).filter(({ id }) => id !== own);
  const { conflict } = settleIpConflict(others, ipConflict ?? { action: 'reject' });
  return conflict && { kind: 'IpConflict', existingDevices: others, ip: device.ip };
}

function verified(state: DeviceConnected, command: VerifyPin): Transition<PinVerified> {
  const chosen = command.ipConflict && { ipConflict: command.ipConflict };
  const next: PinVerified = {
    ...state,
    kind: 'PinVerified',
    sequence: state.sequence + 1,
    deviceNodeId: state.device.nodeId ?? command.newNodeId,
    sessionId: command.sessionId,
    verifiedAt: command.now,
    ...chosen,
  };
  const event: PinVerifiedEvent = {
    type: 'PinVerified',
    pairingId: next.pairingId,
    ownerId: next.ownerId,
    sequence: next.sequence,
    occurredAt: command.now,
    ...(command.actor && { actor: command.actor }),
    data: {
      nodeId: next.deviceNodeId,
      sessionId: next.sessionId,
      device: next.device,
      permissions: next.permissions,
      claimDigest: next.claimDigest,
      ...chosen,
    },
  };
  return { state: next, events: [event] };
}

function wrongPin(state: DeviceConnected, { actor = { kind: 'owner' }, now }: VerifyPin): InvalidPin {
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
