import type { ProblemCode } from '@meshpair/contracts';
import type { Words } from './pairing.js';
import { waitWords } from './time.js';
import type { MessageId, Translate } from './translate.js';

/** What has words of its own to the one who holds the device. */
type Stop = MessageId extends infer Id ? (Id extends `stopped.${infer Name}.title` ? Name : never) : never;

/** What no page meets, but programs, which have its title. */
type ForPrograms = 'setup_key_not_found' | 'setup_key_used_up' | 'setup_key_ended' | 'node_removed';
type OnPages = Exclude<ProblemCode, ForPrograms>;

const STOPS: Readonly<Record<OnPages, Stop>> = {
  invalid_request: 'invalid_request',
  unauthorized: 'unauthorized',
  forbidden: 'forbidden',
  not_found: 'not_found',
  token_not_found: 'token_not_found',
  token_expired: 'token_expired',
  already_connected: 'already_connected',
  already_claimed: 'already_claimed',
  too_many_requests: 'too_many_requests',
  service_unavailable: 'service_unavailable',
  internal_error: 'internal_error',
  invalid_pin: 'over',
  method_not_allowed: 'over',
  invalid_transition: 'over',
  attempts_exceeded: 'over',
  ip_conflict: 'over',
  device_limit: 'over',
  identity_mismatch: 'over',
  not_registered_yet: 'over',
  conflict: 'over',
  cursor_expired: 'over',
  webhook_limit: 'over',
  payload_too_large: 'over',
  unsupported_media_type: 'over',
  misdirected_request: 'over',
  passkeys_unavailable: 'over',
  passkey_required: 'over',
  pin_required: 'over',
  other_network: 'over',
  code_not_found: 'token_not_found',
  invalid_dpop_proof: 'over',
};

/** What a refusal means to the one who holds the device. */
export function refusalAtTheDevice(t: Translate, code: ProblemCode): Words {
  const stop = isOnPages(code) ? STOPS[code] : 'over';
  return { title: t(`stopped.${stop}.title`), text: t(`stopped.${stop}.text`) };
}

/** A refusal as the console meets it; `offline` when nobody answered. */
interface Refused {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** Whether this version has words for a code; a later gateway may say others. */
const isOnPages = (code: string): code is OnPages => code in STOPS;

/** A refusal in the words of a person, at the console; when to try again where the gateway says so. */
export function refusalAtTheConsole(t: Translate, { code, title, detail, retryAfter }: Refused): string {
  if (code === 'too_many_requests' && retryAfter !== undefined)
    return t('refusal.tooManyFor', { wait: waitWords(t, retryAfter) });
  return code === 'offline' || isOnPages(code) ? t(`refusal.${code}`) : (detail ?? `${title}.`);
}

/** A refused form: the field that is wrong, which the gateway says in English; else as any other refusal. */
export const refusalOfTheForm = (t: Translate, refusal: Refused & { readonly fieldText?: string }): string =>
  refusal.fieldText === undefined
    ? refusalAtTheConsole(t, refusal)
    : t('refusal.field', { wrong: refusal.fieldText });
