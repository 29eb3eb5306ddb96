import type { DisabledReason } from './webhook.js';

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** So many attempts of a delivery stay in the log: two courses of the schedule, and more. */
export const LOGGED_ATTEMPTS = 20;

/** What came of one attempt to deliver. */
export type Attempt =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** What the answer asks to wait. */
      readonly retryAfterMs?: number | undefined;
    }
  | { readonly kind: 'unanswered' };

export interface DeliveryPolicy {
  /** Before each attempt, from the event or from the attempt before. */
  readonly delaysMs: readonly number[];
  /** A target that does nothing but fail for so long is disabled. */
  readonly failingForMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The schedule that Standard Webhooks recommends. */
export const DELIVERY_POLICY: DeliveryPolicy = {
  delaysMs: [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR],
  failingForMs: 5 * DAY,
};

/** Later by up to this share: those that failed together do not come back together. */
const JITTER = 0.2;

/** A target may ask for patience, not for being forgotten. */
const LONGEST_RETRY_AFTER_MS = DAY;

const GONE = 410;

export interface Circumstances {
  /** Attempts so far, this one included. */
  readonly attempts: number;
  /** Since when its target does nothing but fail. */
  readonly failingSince: Date | null;
  readonly now: Date;
  /** From 0 up to 1. */
  readonly random: number;
}

export interface Verdict {
  readonly delivery:
    { readonly state: 'delivered' | 'failed' } | { readonly state: 'pending'; readonly dueAt: Date };
  readonly failingSince: Date | null;
  /** Set when its target gets nothing more. */
  readonly disables?: Extract<DisabledReason, 'gone' | 'failing'>;
}

/** Decides after an attempt: done, another time, or given up; and whether its target is to be disabled. */
export function judgeAttempt(
  attempt: Attempt,
  { attempts, failingSince, now, random }: Circumstances,
  { delaysMs, failingForMs }: DeliveryPolicy = DELIVERY_POLICY,
): Verdict {
  const status = attempt.kind === 'answered' ? attempt.status : 0;
  if (status >= 200 && status < 300) return { delivery: { state: 'delivered' }, failingSince: null };
  const since = failingSince ?? now;
  const failed = { delivery: { state: 'failed' }, failingSince: since } as const;
  if (status === GONE) return { ...failed, disables: 'gone' };
  if (now.getTime() - since.getTime() >= failingForMs) return { ...failed, disables: 'failing' };
  const delayMs = delaysMs[attempts];
  if (delayMs === undefined) return failed;
  const asked = attempt.kind === 'answered' ? (attempt.retryAfterMs ?? 0) : 0;
  const waitMs = Math.max(delayMs * (1 + JITTER * random), Math.min(asked, LONGEST_RETRY_AFTER_MS));
  return {
    delivery: { state: 'pending', dueAt: new Date(now.getTime() + Math.ceil(waitMs)) },
    failingSince: since,
  };
}

/** The `Retry-After` of an answer (RFC 9110 §10.2.3): seconds or a date, in milliseconds from now; undefined for anything else. */
export function readRetryAfter(text: string, now: Date): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND;
  const date = /^[A-Z][a-z]{2}, .+ GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
