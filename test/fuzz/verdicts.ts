import type { HttpInput } from './http-input.js';
import { CLAIMING, READS } from './http-routes.js';
import { type NatsInput, READ_SUBJECTS } from './nats-inputs.js';
import type { HttpOutcome } from './send-http.js';
import type { NatsOutcome } from './send-nats.js';

/** What one input led to. */
export interface Verdict {
  readonly answer: string;
  /** Why the answer may not be given; undefined when it may. */
  readonly fault: string | undefined;
  /** A 5xx, the clean 503 left out. */
  readonly isServerError: boolean;
  readonly isUnavailable: boolean;
  /** Whether rows may have changed: it was accepted, or is a refusal that counts as a step of the pairing. */
  readonly mayChange: boolean;
}

/**
 * Refusals that are steps: a wrong PIN uses up an attempt, a second device is noted, the others end the pairing whose
 * PIN was right.
 */
const STEPS = new Set([
  'invalid_pin',
  'already_connected',
  'ip_conflict',
  'device_limit',
  'identity_mismatch',
]);

/** Where a refusal may revoke: a refresh token that was used before ends its family. */
const REVOKING = new Set([
  'post /tokens/refresh',
  'registry.tokens.refresh',
  'post /oauth/token',
  'registry.tokens.renew',
]);

/** These refuse in OAuth's own form (RFC 6749 §5.2). */
const OF_OAUTH = new Set<unknown>(['/oauth/token', '/oauth/device_authorization']);

const READ_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

const AWAY = new Set<unknown>(['service_unavailable', 'temporarily_unavailable']);

/** What answers HEAD has no body. */
const isCleanly503 = (method: string, { status, body, text, retryAfter }: HttpOutcome): boolean =>
  status === 503 &&
  retryAfter !== undefined &&
  (AWAY.has(body.code ?? body.error) || (method === 'HEAD' && text === ''));

type Asked = Pick<HttpInput, 'route' | 'method' | 'path'>;

export function judgeHttp(input: Asked, outcome: HttpOutcome): Verdict {
  const { status, body } = outcome;
  const isUnavailable = isCleanly503(input.method, outcome);
  const isServerError = status >= 500 && !isUnavailable;
  // Its method may be another than that of the route.
  const isRead = READ_METHODS.has(input.method)
    ? input.route !== CLAIMING
    : READS.has(input.route) && input.route.startsWith(input.method.toLowerCase());
  return {
    answer: String(status),
    fault: isServerError ? `${status} ${outcome.text.slice(0, 200)}` : faultOfAnswer(input, outcome),
    isServerError,
    isUnavailable,
    mayChange:
      status === 0 ||
      status >= 500 ||
      STEPS.has(String(body.code)) ||
      REVOKING.has(input.route) ||
      (status < 400 && !isRead),
  };
}

function faultOfAnswer(
  { path, method }: Asked,
  { status, type, text, body }: HttpOutcome,
): string | undefined {
  if (/\n\s+at .*\.[jt]s:\d+/.test(text)) return 'the answer shows a stack trace';
  if (status < 400 || method === 'HEAD') return undefined;
  if (type.includes('text/html')) return undefined;
  if (type.includes('problem+json'))
    return body.status === status ? undefined : 'a problem of another status';
  // A GraphQL query that is not valid is told in GraphQL's own form.
  const isOwnForm =
    Array.isArray(body.errors) ||
    (OF_OAUTH.has(path[0]) && typeof body.error === 'string' && typeof body.error_description === 'string');
  return isOwnForm ? undefined : `${status} without a problem: ${type} ${text.slice(0, 100)}`;
}

/** As `judgeHttp`, for bytes on a socket: the connection may also end without an answer. */
export function judgeRaw(outcome: HttpOutcome): Verdict {
  const verdict = judgeHttp({ route: 'raw', method: 'HEAD', path: [] }, outcome);
  return { ...verdict, mayChange: verdict.mayChange && outcome.status >= 200 };
}

export function judgeNats({ subject, expectsReply }: NatsInput, { reply }: NatsOutcome): Verdict {
  if (!expectsReply) {
    return { answer: 'none', fault: undefined, isServerError: false, isUnavailable: false, mayChange: false };
  }
  const answer = answerOf(reply);
  const hasFailed = answer === 'failed' || answer === 'internal_error';
  const isUnavailable = answer === 'service_unavailable';
  const isAccepted = answer === 'ok' && !READ_SUBJECTS.has(subject);
  return {
    answer,
    fault: hasFailed ? JSON.stringify(reply).slice(0, 300) : undefined,
    isServerError: hasFailed,
    isUnavailable,
    mayChange: STEPS.has(answer) || REVOKING.has(subject) || isUnavailable || hasFailed || isAccepted,
  };
}

/** `ok`, the code of a refusal, or `failed` for what is no reply. */
function answerOf(reply: NatsOutcome['reply']): string {
  const response = reply?.response as { ok?: unknown; error?: { code?: unknown } } | undefined;
  if (reply?.err || typeof response?.ok !== 'boolean') return 'failed';
  return response.ok ? 'ok' : String(response.error?.code);
}
