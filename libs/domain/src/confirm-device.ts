import { type ExistingDevice, type IpConflictChoice, settleIpConflict } from './ip-conflict.js';
import type { Actor } from './mesh-event.js';
import type { PinVerifiedEvent, Transition } from './pairing-event.js';
import {
  type DeviceConnected,
  isExpired,
  isOpen,
  type PairingState,
  type PinVerified,
} from './pairing-state.js';
import {
  type ApproveRefusal,
  type HostStays,
  type IpConflict,
  type RefusedNetwork,
  wrongState,
} from './refusal.js';
import { ok, refuse, type Result } from './result.js';

export interface ConfirmDevice {
  /** The node id to use when the device did not bring one. */
  readonly newNodeId: string;
  readonly sessionId: string;
  /** The owner's choice about the address, if there is one: else the policy of the registry counts. */
  readonly ipConflict?: IpConflictChoice | undefined;
  /** The owner's devices at the address, where that is a conflict; absent when nobody could tell. */
  readonly existingDevices?: readonly ExistingDevice[] | undefined;
  /** The owner's host, if it is known. */
  readonly hostId?: string | null | undefined;
  /** Who confirms it. */
  readonly actor?: Actor | undefined;
  readonly now: Date;
}

/** The owner lets a device in that shows no PIN. One that shows a PIN is refused as `PinNeeded`: this is no way round it. */
export function approvePairing(
  state: PairingState,
  command: ConfirmDevice,
): Result<Transition<PinVerified>, ApproveRefusal> {
  if (isOpen(state) && isExpired(state, command.now))
    return refuse({ kind: 'Expired', expiresAt: state.expiresAt });
  if (state.kind !== 'DeviceConnected') return refuse(wrongState(state));
  return state.approval ? confirmDevice(state, command) : refuse({ kind: 'PinNeeded' });
}

/** A device whose PIN is right, or which is approved: it moves on unless its address is in the way. */
export function confirmDevice(
  state: DeviceConnected,
  command: ConfirmDevice,
): Result<Transition<PinVerified>, RefusedNetwork | HostStays | IpConflict> {
  if (state.otherNetwork === 'refused') return refuse({ kind: 'RefusedNetwork' });
  const conflict = conflictOf(state, command);
  return conflict ? refuse(conflict) : ok(confirmed(state, command));
}

function conflictOf({ device }: DeviceConnected, command: ConfirmDevice): HostStays | IpConflict | undefined {
  const { ipConflict } = command;
  if (ipConflict?.action === 'replace' && ipConflict.nodeId === command.hostId) return { kind: 'HostStays' };
  const own = device.nodeId ?? command.newNodeId;
  const others = (command.existingDevices ?? []).filter(({ id }) => id !== own);
  const { conflict } = settleIpConflict(others, ipConflict ?? { action: 'reject' });
  return conflict && { kind: 'IpConflict', existingDevices: others, ip: device.ip };
}

function confirmed(state: DeviceConnected, command: ConfirmDevice): Transition<PinVerified> {
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
      ...(next.approval && { approval: next.approval }),
      ...(next.setupKeyId !== undefined && { setupKeyId: next.setupKeyId }),
    },
  };
  return { state: next, events: [event] };
}
