import { pairingCommands, refused, type Reply } from '@meshpair/contracts';
import type { OpenLimit, RateCounters } from '@meshpair/persistence';
import { type Admission, type Gate, OPEN_GATE, RateGate } from './rate-gate.js';

/** The limits of DESIGN §4, over all gateways and replicas. */
export const STARTS_A_MINUTE = 60;
export const CONNECTS_A_MINUTE = 20;
export const FAILED_PINS_A_MINUTE = 20;
export const OPEN_PAIRINGS = 100;

export interface PairingLimits {
  /** By owner. */
  readonly starts: Gate;
  /** By client address: `networkOf` it. */
  readonly connects: Gate;
  /** As `connects`. A hit is taken before the PIN is judged, and given back unless it was wrong. */
  readonly failedPins: Gate;
  /** How many pairings an owner may have open; undefined for any number. */
  readonly open?: (now: Date) => OpenLimit;
}

/** With `RATE_LIMITS=off`. */
export const NO_LIMITS: PairingLimits = { starts: OPEN_GATE, connects: OPEN_GATE, failedPins: OPEN_GATE };

export const pairingLimits = (counters: RateCounters, now: () => Date): PairingLimits => {
  const gate = (name: string, most: number): Gate => new RateGate(counters, { name, most }, now);
  return {
    starts: gate('starts', STARTS_A_MINUTE),
    connects: gate('connects', CONNECTS_A_MINUTE),
    failedPins: gate('failed PINs', FAILED_PINS_A_MINUTE),
    open: openLimitAt,
  };
};

const openLimitAt = (now: Date): OpenLimit => ({
  most: OPEN_PAIRINGS,
  now,
  startedAfter: new Date(now.getTime() - pairingCommands.TTL_SECONDS.max * 1000),
});

/** The answer to one who is not admitted. */
export const tooManyRequests = ({
  limit,
  retryAfterSeconds,
}: Extract<Admission, { readonly isAdmitted: false }>): Reply<never> =>
  refused('too_many_requests', { detail: `At most ${limit.most} ${limit.name} a minute`, retryAfterSeconds });

/** The answer to an owner with too many open pairings; `fullUntil` is when the first of them ends. */
export function tooManyOpen(fullUntil: Date, now: Date): Reply<never> {
  const retryAfterSeconds = Math.max(1, Math.ceil((fullUntil.getTime() + 1 - now.getTime()) / 1000));
  return refused('too_many_requests', {
    detail: `At most ${OPEN_PAIRINGS} open pairings`,
    retryAfterSeconds,
  });
}
