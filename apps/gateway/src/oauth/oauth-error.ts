import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemCode } from '@meshpair/contracts';
import { headersOf, refusalOf } from '../http/problem-of.js';
import type { RefusedRequest } from '../refusals/refusal-counts.js';

/** What `/oauth` refuses with (RFC 6749 §5.2, RFC 8628 §3.5, RFC 9449 §5), and the status of each. */
export const OAUTH_ERRORS = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_dpop_proof: 400,
  authorization_pending: 400,
  slow_down: 400,
  access_denied: 400,
  expired_token: 400,
  temporarily_unavailable: 503,
  server_error: 500,
} as const;
export type OAuthErrorCode = keyof typeof OAUTH_ERRORS;

/** A refusal on its way to a client that speaks OAuth. */
export class OAuthError extends HttpException {
  constructor(
    readonly code: OAuthErrorCode,
    readonly description: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(description, OAUTH_ERRORS[code]);
  }
}

const CODES: Partial<Readonly<Record<ProblemCode, OAuthErrorCode>>> = {
  invalid_dpop_proof: 'invalid_dpop_proof',
  too_many_requests: 'temporarily_unavailable',
  service_unavailable: 'temporarily_unavailable',
  internal_error: 'server_error',
};

const logger = new Logger('OAuth');

/** Answers whatever goes wrong at `/oauth` in OAuth's own form (RFC 6749 §5.2). */
@Catch()
export class OAuthErrorFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    if (reply.sent) return void reply.raw.destroy();
    const { status, headers, ...body } = answerOf(exception, request);
    void reply
      .code(status)
      .headers(headers)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(body));
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly error: OAuthErrorCode;
  readonly error_description: string;
}

function answerOf(exception: unknown, request: FastifyRequest): Answer {
  if (exception instanceof OAuthError) {
    const { code, description, headers } = exception;
    return { status: exception.getStatus(), headers, error: code, error_description: description };
  }
  const refusal = refusalOf(exception);
  (request as RefusedRequest).refusal = refusal;
  if (refusal.code === 'internal_error') logger.error(exception);
  const error = CODES[refusal.code] ?? 'invalid_request';
  const named = refusal.errors?.map(({ field, message }) => `${field}: ${message}`).join('; ');
  const description = refusal.detail ?? named ?? 'The request is not valid';
  return {
    status: refusal.code === 'too_many_requests' ? 429 : OAUTH_ERRORS[error],
    headers: headersOf(refusal),
    error,
    // RFC 6749 §5.2: these characters only.
    error_description: description.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, ' '),
  };
}
