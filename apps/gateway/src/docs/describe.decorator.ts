import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { type ProblemCode, PROBLEMS } from '@meshpair/contracts';
import { problemOf } from '../http/problem-of.js';

export type Access = 'owner' | 'auditor' | 'claim' | 'session' | 'peer';

export interface RouteDescription {
  /** What a generated client calls it. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Who may call; several are alternatives, none is anyone. */
  readonly access?: readonly Access[];
  readonly status?: number;
  readonly answer?: z.ZodType;
  readonly example?: unknown;
  /** The media types, where they are not JSON. */
  readonly produces?: string | readonly string[];
  /** Refusals beside those that follow from the route's access. */
  readonly problems?: readonly ProblemCode[];
}

/** One route in `/openapi.json`: summary, access, answer with example, problems. */
export function Describe(route: RouteDescription): MethodDecorator {
  const { id, summary, access = [], status = 200, problems = [] } = route;
  const description = route.description ?? `Called by ${callersOf(access)}.`;
  const codes = new Set<ProblemCode>([
    ...problems,
    ...(access.length > 0 ? (['unauthorized'] as const) : []),
    ...(takesToken(access) ? (['invalid_dpop_proof'] as const) : []),
    // A change by cookie from another site's page.
    ...(access.includes('owner') ? (['forbidden'] as const) : []),
    'invalid_request',
    'internal_error',
    'service_unavailable',
  ]);
  return applyDecorators(
    ApiOperation({ operationId: id, summary, description, security: securityOf(access) }),
    ApiResponse(answerOf(route)),
    ...(codes.has('invalid_dpop_proof') ? [ApiHeader(PROOF)] : []),
    ...problemAnswers([...codes]),
    // A route that leads elsewhere has no answer of its own.
    ...(status >= 300 ? [ApiResponse({ status: 'default', description: 'A page or a problem' })] : []),
  );
}

const PROOF = {
  name: 'DPoP',
  required: false,
  description:
    'A proof (RFC 9449 §4.2) of the key that the token is bound to, which comes by `Authorization: DPoP` then',
};

const takesToken = (access: readonly Access[]): boolean =>
  access.some((name) => name === 'session' || name === 'peer');

const CALLERS: Readonly<Record<Access, string>> = {
  owner: 'the owner, by key or signed-in console',
  auditor: 'an auditor, by a key that the owner made',
  claim: 'the device, by its claim secret',
  session: 'the device, by its session token',
  peer: 'the device, by its peer token',
};

const callersOf = (access: readonly Access[]): string =>
  access.length === 0 ? 'anyone' : access.map((name) => CALLERS[name]).join(', or ');

/** Alternatives; none at all is said too, since a missing list would not tell. */
const securityOf = (access: readonly Access[]): Record<string, string[]>[] =>
  [...access, ...(access.includes('owner') ? ['console'] : [])].map((name) => ({ [name]: [] }));

function answerOf({
  status = 200,
  answer,
  example,
  produces,
}: RouteDescription): Parameters<typeof ApiResponse>[0] {
  const description = status === 201 ? 'Created' : 'Done';
  if (answer === undefined) {
    const schema = { type: 'string' as const };
    const content = Object.fromEntries([produces ?? []].flat().map((type) => [type, { schema }]));
    return { status, description, ...(produces !== undefined && { content }) };
  }
  return { status, description, standardSchema: answer, ...(example !== undefined && { example }) };
}

/** One response for each status, with an example for each code. */
function problemAnswers(codes: readonly ProblemCode[]): readonly MethodDecorator[] {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))];
  return statuses.map((status) => {
    const sameStatus = codes.filter((code) => PROBLEMS[code].status === status);
    return ApiResponse({
      status,
      description: sameStatus.map((code) => `${code}: ${PROBLEMS[code].title}`).join('. '),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: Object.fromEntries(sameStatus.map((code) => [code, { value: problemOf({ code }) }])),
        },
      },
    });
  });
}
