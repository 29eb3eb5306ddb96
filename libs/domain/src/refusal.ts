import type { FailureReason } from './failure-reason.js';
import type { ExistingDevice } from './ip-conflict.js';
import type { Transition } from './pairing-event.js';
import type { DeviceConnected, Failed, PairingKind, PairingState } from './pairing-state.js';

/** The pairing is past its `expiresAt`; nothing moves it on. */
export interface Expired {
  readonly kind: 'Expired';
  readonly expiresAt: Date;
}

/** A device has connected with this token before: `transition`, once, records that another one tried. */
export interface AlreadyConnected {
  readonly kind: 'AlreadyConnected';
  readonly transition?: Transition<DeviceConnected>;
}

/** The command does not fit the state. */
export interface WrongState {
  readonly kind: 'WrongState';
  readonly state: PairingKind;
  /** Set when the pairing has failed. */
  readonly reason?: FailureReason;
}

/** An approval where the device shows a PIN, which is to be typed. */
export interface PinNeeded {
  readonly kind: 'PinNeeded';
}

/** The device asked from another network than its owner's, who does not allow that. */
export interface RefusedNetwork {
  readonly kind: 'RefusedNetwork';
}

/** A wrong PIN, judged: `transition` uses up one attempt, and the last one fails the pairing. */
export interface InvalidPin {
  readonly kind: 'InvalidPin';
  readonly attemptsLeft: number;
  readonly transition: Transition<DeviceConnected | Failed>;
}

/** Other devices have the address, and the owner has not said what is to become of it. The pairing stays open. */
export interface IpConflict {
  readonly kind: 'IpConflict';
  /** At least one. */
  readonly existingDevices: readonly ExistingDevice[];
  readonly ip: string;
}

/** The node that was to be replaced is the owner's host. */
export interface HostStays {
  readonly kind: 'HostStays';
}

export type ConnectRefusal = Expired | AlreadyConnected | WrongState;
export type ApproveRefusal = Expired | PinNeeded | RefusedNetwork | HostStays | IpConflict | WrongState;
export type VerifyRefusal = Expired | InvalidPin | RefusedNetwork | HostStays | IpConflict | WrongState;

export const wrongState = (state: PairingState): WrongState => ({
  kind: 'WrongState',
  state: state.kind,
  reason: state.kind === 'Failed' ? state.reason : undefined,
});
