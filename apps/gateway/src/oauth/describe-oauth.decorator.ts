import { applyDecorators } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { OAUTH_ERRORS, type OAuthErrorCode } from './oauth-error.js';

const OAuthErrorBody = z
  .object({
    error: z.enum(Object.keys(OAUTH_ERRORS) as [OAuthErrorCode, ...OAuthErrorCode[]]),
    error_description: z.string(),
  })
  .meta({ id: 'OAuthError', description: 'RFC 6749 §5.2, with the errors of RFC 8628 §3.5' });

interface OAuthRoute {
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  readonly answer: z.ZodType;
  readonly example: unknown;
  readonly errors: readonly OAuthErrorCode[];
}

/** A route of `/oauth` in `/openapi.json`: it takes a form of anyone, and refuses in OAuth's own form. */
export function DescribeOAuth({
  id,
  summary,
  description,
  answer,
  example,
  errors,
}: OAuthRoute): MethodDecorator {
  const codes = [...errors, 'invalid_request', 'temporarily_unavailable', 'server_error'] as const;
  const statuses = new Map<number, OAuthErrorCode[]>([[429, ['temporarily_unavailable']]]);
  for (const code of codes)
    statuses.set(OAUTH_ERRORS[code], [...(statuses.get(OAUTH_ERRORS[code]) ?? []), code]);
  return applyDecorators(
    ApiConsumes('application/x-www-form-urlencoded'),
    ApiOperation({ operationId: id, summary, description, security: [] }),
    ApiResponse({ status: 200, description: 'Done', standardSchema: answer, example }),
    ...[...statuses].map(([status, named]) =>
      ApiResponse({ status, description: [...new Set(named)].join(', '), standardSchema: OAuthErrorBody }),
    ),
  );
}
