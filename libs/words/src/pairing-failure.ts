import type { FailureReason } from '@meshpair/domain';

/** What happened, and what to do now. */
export interface Words {
  readonly title: string;
  readonly text: string;
}

export const NEW_CODE = 'Ask the owner for a new QR code and scan it.';

/** The words for a reason that came over the wire: a later version may know more of them. */
export const failureWords = <T>(
  words: Readonly<Record<FailureReason, T>>,
  reason: string | null | undefined,
  otherwise: NoInfer<T>,
): T => (words as Readonly<Record<string, T>>)[reason ?? ''] ?? otherwise;

/** How a pairing failed, to the one who holds the device. */
export const FAILURES_AT_THE_DEVICE = {
  denied: {
    title: 'The owner said no',
    text: `This device was not let in. Was that a mistake? ${NEW_CODE}`,
  },
  cancelled: { title: 'The pairing was cancelled', text: `The owner ended it. ${NEW_CODE}` },
  expired: { title: 'The time has run out', text: `Nobody typed the PIN in time. ${NEW_CODE}` },
  attempts_exceeded: {
    title: 'Wrong PIN too often',
    text: `A wrong PIN was typed too often, so this code no longer works. ${NEW_CODE}`,
  },
  ip_conflict: {
    title: 'Another device has this address',
    text: 'A node of the mesh took this device’s IP address at the same moment. Scan a new QR code: the owner can then keep both, or replace that node.',
  },
  device_limit: {
    title: 'The mesh is full',
    text: 'There is no room for another device. The owner removes one first. Then scan a new QR code.',
  },
  identity_mismatch: {
    title: 'This device was not recognised',
    text: 'It asked to be a node that is known here, without that node’s key. The owner removes the old node first. Then scan a new QR code.',
  },
} as const satisfies Record<FailureReason, Words>;

/** The same to the owner, who has just looked on at the console. */
export const FAILURES_AT_THE_CONSOLE = {
  denied: { title: 'Device denied', text: 'It got no access, and its code is of no more use.' },
  cancelled: { title: 'Pairing cancelled', text: 'The code is of no more use.' },
  expired: {
    title: 'The code has expired',
    text: 'No device was added. Codes are short-lived so that nobody can use one later.',
  },
  attempts_exceeded: {
    title: 'Too many wrong PINs',
    text: 'To be safe, this code is of no more use. Start again and type the PIN that the device shows then.',
  },
  ip_conflict: {
    title: 'Another device has this IP address',
    text: 'It was paired at the same moment. Start again: you can then keep both, or replace it.',
  },
  device_limit: {
    title: 'Your mesh is full',
    text: 'It has as many devices as it may have. Remove one, or raise MAX_DEVICES_PER_OWNER, then start again.',
  },
  identity_mismatch: {
    title: 'The device could not prove who it is',
    text: 'It says that it is a node of your mesh but does not have that node’s key. If it is yours, remove the old node first.',
  },
} as const satisfies Record<FailureReason, Words>;

/** The same in a line of the console's feed. */
export const FAILURES_IN_THE_FEED = {
  denied: 'You denied the device',
  cancelled: 'Cancelled',
  expired: 'The code expired',
  attempts_exceeded: 'Too many wrong PINs',
  ip_conflict: 'Another device has this IP address',
  device_limit: 'The mesh has reached its device limit',
  identity_mismatch: 'The device could not prove who it is',
} as const satisfies Record<FailureReason, string>;

/** The same in a terminal, the owner's or the device's. */
export const FAILURES_AT_THE_TERMINAL = {
  denied: 'The owner denied the device.',
  cancelled: 'The pairing was cancelled.',
  expired: 'The pairing has expired.',
  attempts_exceeded: 'The PIN was wrong too often.',
  ip_conflict: 'Another device of the mesh has this IP address.',
  device_limit: 'The mesh has as many devices as it may.',
  identity_mismatch: 'The device does not prove that it is the node that it says to be.',
} as const satisfies Record<FailureReason, string>;

/** The same in the services' log, around the device's name. */
export const FAILURES_IN_THE_LOG = {
  denied: ['Denied'],
  cancelled: ['Cancelled'],
  expired: ['Expired'],
  attempts_exceeded: ['Failed', 'the PIN was wrong too often'],
  ip_conflict: ['Failed', 'another device has its address'],
  device_limit: ['Failed', 'the owner may have no more devices'],
  identity_mismatch: ['Failed', 'it could not prove to be the device that it was before'],
} as const satisfies Record<FailureReason, readonly [what: string, why?: string]>;
