import type { components } from './schema.js';

export type Problem = components['schemas']['Problem'];
export type ProblemCode = NonNullable<Problem['code']> | 'offline';

/** Why a request did not succeed: the gateway's problem, or `offline` when it could not be asked. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail?: string;
  readonly attemptsLeft?: number;
  /** Who has the address of the device, while its pairing waits for a choice. */
  readonly existingDevices?: Problem['existingDevices'];
  /** Seconds after which to try again, where the gateway said so. */
  readonly retryAfter?: number;
}

export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const OFFLINE: Refusal = { code: 'offline', title: 'The gateway cannot be reached' };

/** A request that found nobody at home, as against one that was refused. */
export const isOutage = ({ code }: Refusal): boolean => code === 'offline' || code === 'service_unavailable';

/** The refusal in an answer with its JSON; a proxy's own error page counts as an outage. */
export function refusalOf(response: Response, error: unknown): Refusal {
  const isProblem = response.headers.get('content-type')?.includes('problem+json') ?? false;
  if (!isProblem)
    return response.status >= 500 ? OFFLINE : { code: 'internal_error', title: response.statusText };
  const problem = error as Problem & { code: ProblemCode; title: string };
  const retryAfter = Number(response.headers.get('retry-after'));
  return {
    code: problem.code,
    title: problem.title,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    ...(problem.attemptsLeft !== undefined && { attemptsLeft: problem.attemptsLeft }),
    ...(problem.existingDevices !== undefined && { existingDevices: problem.existingDevices }),
    ...(retryAfter > 0 && { retryAfter }),
  };
}
