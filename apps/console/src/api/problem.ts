import { MeshError, type Problem } from '@meshpair/client';

/** `passkey_not_given`: the authenticator was not asked, or nobody touched it. */
export type ProblemCode = Problem['code'] | 'offline' | 'passkey_not_given';

/** Why a request did not succeed: the gateway's problem, or `offline` when it could not be asked. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail?: string;
  /** The field that is wrong, and what is wrong with it. */
  readonly fieldText?: string;
  readonly attemptsLeft?: number;
  /** How many nodes match now, where it is not what was said. */
  readonly count?: number;
  /** Who has the address of the device, while its pairing waits for a choice. */
  readonly existingDevices?: Problem['existingDevices'];
  /** Seconds after which to try again, where the gateway said so. */
  readonly retryAfter?: number;
}

export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

const OFFLINE: Refusal = { code: 'offline', title: 'The gateway cannot be reached' };

/** A request that found nobody at home, as against one that was refused. */
export const isOutage = ({ code }: Refusal): boolean => code === 'offline' || code === 'service_unavailable';

/** What a request that did not succeed threw; a proxy's own error page counts as an outage. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof MeshError)) return OFFLINE;
  const { problem, retryAfterSeconds, isOutage, message } = error;
  if (!problem) return isOutage ? OFFLINE : { code: 'internal_error', title: message };
  const { code, title, detail, errors, attemptsLeft, count, existingDevices } = problem;
  const [wrong] = errors ?? [];
  return {
    code,
    title,
    ...(detail !== undefined && { detail }),
    ...(wrong && { fieldText: `${wrong.field} ${wrong.message}` }),
    ...(attemptsLeft !== undefined && { attemptsLeft }),
    ...(count !== undefined && { count }),
    ...(existingDevices !== undefined && { existingDevices }),
    ...(retryAfterSeconds !== undefined && retryAfterSeconds > 0 && { retryAfter: retryAfterSeconds }),
  };
}
