import type { ProblemCode } from '@meshpair/contracts';
import { NEW_CODE, type Words } from './pairing-failure.js';
import { waitWords } from './time.js';

const OVER: Words = { title: 'This pairing is over', text: NEW_CODE };

/** What a refusal means to the one who holds the device. */
export const REFUSALS_AT_THE_DEVICE: Readonly<Record<ProblemCode, Words>> = {
  invalid_request: { title: 'This link is not complete', text: 'Scan the whole QR code again.' },
  unauthorized: {
    title: 'This device is not in the mesh',
    text: 'To join, scan the QR code that the owner shows.',
  },
  forbidden: {
    title: 'That did not come from this page',
    text: 'Nothing was changed. Open the device’s page and try again there.',
  },
  not_found: {
    title: 'Nothing is being paired here',
    text: 'This browser is not in the middle of a pairing. Scan the QR code that the owner shows.',
  },
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
  too_many_requests: { title: 'Too many tries', text: 'Wait a minute, then try again.' },
  service_unavailable: {
    title: 'The mesh does not answer',
    text: 'It may be starting. Try again in a moment.',
  },
  internal_error: { title: 'Something went wrong', text: 'Nothing is wrong with your device. Try again.' },
  invalid_pin: OVER,
  method_not_allowed: OVER,
  invalid_transition: OVER,
  attempts_exceeded: OVER,
  ip_conflict: OVER,
  device_limit: OVER,
  identity_mismatch: OVER,
  not_registered_yet: OVER,
  conflict: OVER,
  cursor_expired: OVER,
  webhook_limit: OVER,
  passkeys_unavailable: OVER,
  passkey_required: OVER,
  payload_too_large: OVER,
  unsupported_media_type: OVER,
  misdirected_request: OVER,
};

/** A refusal as the console meets it; `offline` when nobody answered. */
interface Refused {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

const AS_THE_GATEWAY_SAYS = undefined;

const AT_THE_CONSOLE: Readonly<Record<ProblemCode | 'offline', string | undefined>> = {
  offline: 'Meshpair does not answer. Try again in a moment.',
  service_unavailable: 'A part of Meshpair is restarting. Try again in a moment.',
  unauthorized: 'Your session has ended. Sign in again.',
  ip_conflict: 'Another device has just taken this IP address. Start again with a new code.',
  device_limit: 'Your mesh has as many devices as it may have. Remove one first.',
  webhook_limit: 'You have as many webhooks as you may have. Remove one first.',
  identity_mismatch: 'A node with this identity exists, and the device could not prove that it is the same.',
  attempts_exceeded: 'Too many wrong PINs. Start again with a new code.',
  token_expired: 'The code has expired. Start again with a new one.',
  not_found: 'It is not there any more.',
  conflict: 'It was changed somewhere else at the same time. Try again.',
  // With the wait that the gateway asks for.
  too_many_requests: undefined,
  invalid_request: AS_THE_GATEWAY_SAYS,
  invalid_pin: AS_THE_GATEWAY_SAYS,
  forbidden: AS_THE_GATEWAY_SAYS,
  token_not_found: AS_THE_GATEWAY_SAYS,
  method_not_allowed: AS_THE_GATEWAY_SAYS,
  already_connected: AS_THE_GATEWAY_SAYS,
  invalid_transition: AS_THE_GATEWAY_SAYS,
  not_registered_yet: AS_THE_GATEWAY_SAYS,
  already_claimed: AS_THE_GATEWAY_SAYS,
  cursor_expired: AS_THE_GATEWAY_SAYS,
  payload_too_large: AS_THE_GATEWAY_SAYS,
  unsupported_media_type: AS_THE_GATEWAY_SAYS,
  misdirected_request: AS_THE_GATEWAY_SAYS,
  passkey_required: AS_THE_GATEWAY_SAYS,
  passkeys_unavailable: AS_THE_GATEWAY_SAYS,
  internal_error: AS_THE_GATEWAY_SAYS,
};

/** A refusal in the words of a person, at the console; when to try again where the gateway says so. */
export function refusalAtTheConsole({ code, title, detail, retryAfter }: Refused): string {
  if (code === 'too_many_requests') {
    return `That was too often. Try again in ${retryAfter === undefined ? 'a minute' : waitWords(retryAfter)}.`;
  }
  return (AT_THE_CONSOLE as Readonly<Record<string, string | undefined>>)[code] ?? detail ?? `${title}.`;
}
