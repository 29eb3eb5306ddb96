import { type DeviceTokens, renewalDueAt } from '@meshpair/client';

/** What an agent knows when it decides what to do; times are milliseconds of the device's clock, which may jump. */
export interface Facts {
  readonly tokens: Pick<DeviceTokens, 'peerTokenExpiresAt' | 'expiresIn'>;
  /** When the mesh last heard that the device is there. */
  readonly heardAt?: number | undefined;
  /** Whether the mesh knows the device's WireGuard key and where it is reached. */
  readonly isReported: boolean;
  /** Absent where nobody wants to know them. */
  readonly peers?: { readonly listedAt: number | undefined; readonly mayHaveChanged: boolean } | undefined;
  /** A gateway that could not be reached is asked again then. */
  readonly retryAt?: number | undefined;
}

export type Task = 'renew' | 'report' | 'list-peers' | 'heartbeat';

export type Step =
  { readonly kind: 'do'; readonly task: Task } | { readonly kind: 'wait'; readonly ms: number };

/** Less than the five minutes after which a node counts as gone. */
export const HEARTBEAT_MS = 120_000;

/** Changes that come together are listed once. */
export const LISTS_APART_MS = 1_000;

/** A peer whose token has ended goes without a word. */
export const LIST_ANYWAY_MS = 120_000;

/** A timer does not know that the clock was set, or that the machine slept. */
export const LONGEST_WAIT_MS = 30_000;

export const LONGEST_BACK_OFF_MS = 60_000;

/** What to do next: the first that is due, or how long nothing is. */
export function nextStep(facts: Facts, now: number): Step {
  const retryInMs = (facts.retryAt ?? now) - now;
  if (retryInMs > 0 && retryInMs <= LONGEST_BACK_OFF_MS) return wait(retryInMs);
  const tasks = dueIn(facts, now);
  const due = tasks.find(([, ms]) => ms <= 0);
  return due ? { kind: 'do', task: due[0] } : wait(Math.min(...tasks.map(([, ms]) => ms)));
}

const wait = (ms: number): Step => ({ kind: 'wait', ms: Math.min(ms, LONGEST_WAIT_MS) });

/** The tasks with how long each has time, the most important first. */
function dueIn({ tokens, heardAt, isReported, peers }: Facts, now: number): readonly [Task, number][] {
  const betweenLists = peers?.mayHaveChanged ? LISTS_APART_MS : LIST_ANYWAY_MS;
  return [
    ['renew', renewalDueAt(tokens, now) - now],
    ['report', isReported ? Infinity : 0],
    ['list-peers', peers ? until(peers.listedAt, betweenLists, now) : Infinity],
    ['heartbeat', until(heardAt, HEARTBEAT_MS, now)],
  ];
}

/** How long until `ms` after a time. A time that is yet to come was told by a clock that has gone back since. */
const until = (time: number | undefined, ms: number, now: number): number =>
  time === undefined || time > now ? 0 : time + ms - now;
