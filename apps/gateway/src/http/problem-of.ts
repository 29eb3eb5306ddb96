import { HttpException } from '@nestjs/common';
import {
  type CommandError,
  DPOP_ALGORITHMS,
  type Problem,
  type ProblemCode,
  PROBLEMS,
} from '@meshpair/contracts';
import { ProblemException } from './problem-exception.js';

/** The problem document of a refusal. Only the fields that a client may see are copied. */
export function problemOf(refusal: CommandError): Problem {
  const { code, detail, errors, attemptsLeft, count, ip, existingDevice, existingDevices } = refusal;
  const known = code in PROBLEMS ? code : 'internal_error';
  const { status, title } = PROBLEMS[known];
  return {
    type: `urn:meshpair:problem:${known}`,
    title,
    status,
    code: known,
    ...(detail !== undefined && { detail }),
    ...(errors !== undefined && { errors }),
    ...(attemptsLeft !== undefined && { attemptsLeft }),
    ...(count !== undefined && { count }),
    ...(ip !== undefined && { ip }),
    ...(existingDevice !== undefined && { existingDevice }),
    ...(existingDevices !== undefined && { existingDevices }),
  };
}

const CODE_OF_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  421: 'misdirected_request',
  429: 'too_many_requests',
  503: 'service_unavailable',
};

/**
 * What an exception says to the client: ours as they are, those of Nest and Fastify by their status,
 * everything else as `internal_error` without a detail.
 */
export function refusalOf(exception: unknown): CommandError {
  if (exception instanceof ProblemException) return exception.refusal;
  const status = statusOf(exception);
  const code = CODE_OF_STATUS[status];
  if (code !== undefined) return { code };
  // 414 and 431 for example: the client's fault, without a code of its own.
  return { code: status >= 400 && status < 500 ? 'invalid_request' : 'internal_error' };
}

function statusOf(exception: unknown): number {
  if (exception instanceof HttpException) return exception.getStatus();
  if (typeof exception !== 'object' || exception === null || !('statusCode' in exception)) return 500;
  return typeof exception.statusCode === 'number' ? exception.statusCode : 500;
}

/** The headers that a problem's status asks for; `authorization` is that of the request. */
export function headersOf(refusal: CommandError, authorization?: string): Readonly<Record<string, string>> {
  const { code, retryAfterSeconds = 1 } = refusal;
  if (code === 'service_unavailable' || code === 'too_many_requests') {
    return { 'retry-after': String(retryAfterSeconds) };
  }
  if (code === 'invalid_dpop_proof') return { 'www-authenticate': dpopChallenge('invalid_dpop_proof') };
  if (code !== 'unauthorized') return {};
  if (/^dpop /i.test(authorization ?? '')) return { 'www-authenticate': dpopChallenge('invalid_token') };
  // RFC 6750 §3.1: no error code when the request carried no credentials.
  return {
    'www-authenticate':
      authorization === undefined
        ? 'Bearer realm="meshpair"'
        : 'Bearer realm="meshpair", error="invalid_token"',
  };
}

/** RFC 9449 §7.1. */
const dpopChallenge = (error: 'invalid_token' | 'invalid_dpop_proof'): string =>
  `DPoP realm="meshpair", error="${error}", algs="${DPOP_ALGORITHMS.join(' ')}"`;
