import { waitWords } from './time-words.js';

interface Refused {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly retryAfter?: number;
}

const WORDS: Readonly<Record<string, string>> = {
  offline: 'Meshpair does not answer. Try again in a moment.',
  service_unavailable: 'A part of Meshpair is restarting. Try again in a moment.',
  unauthorized: 'Your session has ended. Sign in again.',
  ip_conflict: 'Another device has just taken this IP address. Start again with a new code.',
  device_limit: 'Your mesh has as many devices as it may have. Remove one first.',
  identity_mismatch: 'A node with this identity exists, and the device could not prove that it is the same.',
  attempts_exceeded: 'Too many wrong PINs. Start again with a new code.',
  token_expired: 'The code has expired. Start again with a new one.',
  not_found: 'It is not there any more.',
  conflict: 'It was changed somewhere else at the same time. Try again.',
};

/** A refusal in the words of a person; when to try again where the gateway says so. */
export function refusalWords({ code, title, detail, retryAfter }: Refused): string {
  if (code !== 'too_many_requests') return WORDS[code] ?? detail ?? `${title}.`;
  const when = retryAfter === undefined ? 'in a minute' : `in ${waitWords(retryAfter)}`;
  return `That was too often. Try again ${when}.`;
}
