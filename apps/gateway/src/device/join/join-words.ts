import type { PairingView, ProblemCode } from '@meshpair/contracts';

/** What happened, and what to do now. */
export interface Words {
  readonly title: string;
  readonly text: string;
}

export type FailureReason = NonNullable<PairingView['reason']>;

const NEW_CODE = 'Ask the owner for a new QR code and scan it.';

/** How a pairing can fail, to the one who holds the device. */
export const ENDINGS: Readonly<Record<FailureReason, Words>> = {
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
};

const REFUSALS: Partial<Record<ProblemCode, Words>> = {
  invalid_request: { title: 'This link is not complete', text: 'Scan the whole QR code again.' },
  token_not_found: {
    title: 'This code is not known here',
    text: `It may be an old one, or one of another mesh. ${NEW_CODE}`,
  },
  token_expired: { title: 'This code has expired', text: `A code works for a few minutes only. ${NEW_CODE}` },
  already_connected: {
    title: 'This code was already used',
    text: `Each code works for one device. If that device is not yours, tell the owner. ${NEW_CODE}`,
  },
  already_claimed: {
    title: 'Paired, but too late for this page',
    text: 'The device’s key was already handed out, or waited too long here. The owner removes the node. Then scan a new QR code.',
  },
  not_found: {
    title: 'Nothing is being paired here',
    text: 'This browser is not in the middle of a pairing. Scan the QR code that the owner shows.',
  },
  unauthorized: {
    title: 'This device is not in the mesh',
    text: 'To join, scan the QR code that the owner shows.',
  },
  forbidden: {
    title: 'That did not come from this page',
    text: 'Nothing was changed. Open the device’s page and try again there.',
  },
  too_many_requests: { title: 'Too many tries', text: 'Wait a minute, then try again.' },
  service_unavailable: {
    title: 'The mesh does not answer',
    text: 'It may be starting. Try again in a moment.',
  },
  internal_error: { title: 'Something went wrong', text: 'Nothing is wrong with your device. Try again.' },
};

/** What a refusal means to the one who holds the device. */
export const wordsOf = (code: ProblemCode): Words =>
  REFUSALS[code] ?? { title: 'This pairing is over', text: NEW_CODE };

/** Refusals that pass: the same request may work later. */
export const mayPass = (code: ProblemCode): boolean =>
  code === 'service_unavailable' || code === 'too_many_requests' || code === 'internal_error';
