import { pairingCommands, refused, type Reply } from '@meshpair/contracts';
import type { OpenLimit, RateCounters } from '@meshpair/persistence';
import type { Settings } from '@meshpair/settings';
import { type Admission, type Gate, OPEN_GATE, RateGate } from './rate-gate.js';

/** How many there may be, over all gateways and replicas (DESIGN §4). */
export type PairingCeilings = Pick<
  Settings,
  'STARTS_PER_MINUTE' | 'CONNECTS_PER_MINUTE' | 'FAILED_PINS_PER_MINUTE' | 'MAX_OPEN_PAIRINGS'
>;

export interface PairingLimits {
  /** By owner. */
  readonly starts: Gate;
  /** By client address: `networkOf` it. */
  readonly connects: Gate;
  /** As `connects`. A hit is taken before the PIN is judged, and given back unless it was wrong. */
  readonly failedPins: Gate;
  /** As `failedPins`, for typed codes: a hit is given back unless nothing has the code. */
  readonly failedCodes: Gate;
  /** How many pairings an owner may have open; undefined for any number. */
  readonly open?: (now: Date) => OpenLimit;
}

/** With `RATE_LIMITS=off`. */
export const NO_LIMITS: PairingLimits = {
  starts: OPEN_GATE,
  connects: OPEN_GATE,
  failedPins: OPEN_GATE,
  failedCodes: OPEN_GATE,
};

export const pairingLimits = (
  ceilings: PairingCeilings,
  counters: RateCounters,
  now: () => Date,
): PairingLimits => {
  const gate = (name: string, most: number): Gate => new RateGate(counters, { name, most }, now);
  return {
    starts: gate('starts', ceilings.STARTS_PER_MINUTE),
    connects: gate('connects', ceilings.CONNECTS_PER_MINUTE),
    failedPins: gate('failed PINs', ceilings.FAILED_PINS_PER_MINUTE),
    failedCodes: gate('failed codes', ceilings.FAILED_PINS_PER_MINUTE),
    open: (at) => openLimitAt(ceilings.MAX_OPEN_PAIRINGS, at),
  };
};

const openLimitAt = (most: number, now: Date): OpenLimit => ({
  most,
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
export function tooManyOpen(fullUntil: Date, { most, now }: OpenLimit): Reply<never> {
  const retryAfterSeconds = Math.max(1, Math.ceil((fullUntil.getTime() + 1 - now.getTime()) / 1000));
  return refused('too_many_requests', { detail: `At most ${most} open pairings`, retryAfterSeconds });
}
