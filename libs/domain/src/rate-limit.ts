/** Hits are counted in fixed windows of this length; the limit slides over two of them. */
export const WINDOW_MS = 60_000;

/** What is known of one subject, an owner or an address: its hits in a window and in the one before. */
export interface RateCounter {
  /** Windows since the epoch. */
  readonly window: number;
  readonly previous: number;
  readonly current: number;
}

export interface TakeHits {
  readonly wanted: number;
  /** Hits a minute at most. */
  readonly most: number;
  readonly now: Date;
}

/** The counter after a take, and how many of the wanted hits fitted in. What was refused does not count. */
export interface TakenHits {
  readonly counter: RateCounter;
  readonly granted: number;
}

export const windowAt = (now: Date): number => Math.floor(now.getTime() / WINDOW_MS);

/** Milliseconds until the window of `now` ends: the share of the window before that still counts. */
export const windowLeft = (now: Date): number => WINDOW_MS - (now.getTime() % WINDOW_MS);

/**
 * Takes as many of the wanted hits as fit under the limit. The last minute is approximated by the current window and the
 * share of the one before that is not yet over, as if its hits had come evenly.
 */
export function takeHits(counter: RateCounter | undefined, { wanted, most, now }: TakeHits): TakenHits {
  const window = windowAt(now);
  const rolled = rollTo(counter ?? { window, previous: 0, current: 0 }, window);
  // A counter from ahead of our clock: none of its window before is over yet.
  const left = rolled.window > window ? WINDOW_MS : windowLeft(now);
  const room = most - rolled.current - Math.ceil((rolled.previous * left) / WINDOW_MS);
  const granted = Math.max(0, Math.min(wanted, room));
  return { counter: { ...rolled, current: rolled.current + granted }, granted };
}

/** Whole seconds, at least one, until a hit fits in again if none is taken before. */
export function retryAfterSeconds(counter: RateCounter, most: number, now: Date): number {
  const { window, previous, current } = rollTo(counter, windowAt(now));
  const freeAt =
    current < most
      ? endOf(window) - timeLeftFor(most - 1 - current, previous)
      : endOf(window + 1) - timeLeftFor(most - 1, current);
  return Math.max(1, Math.ceil((freeAt - now.getTime()) / 1000));
}

function rollTo(counter: RateCounter, window: number): RateCounter {
  if (counter.window >= window) return counter;
  return { window, previous: counter.window === window - 1 ? counter.current : 0, current: 0 };
}

const endOf = (window: number): number => (window + 1) * WINDOW_MS;

/** How much of a window may be left so that of the hits before it no more than `free` count. */
const timeLeftFor = (free: number, previous: number): number =>
  previous <= free ? WINDOW_MS : Math.floor((free * WINDOW_MS) / previous);
