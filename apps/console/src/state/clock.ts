import { signal } from '@preact/signals';

/** The gateway's clock rules expiry; a `Date` header is exact to the second. */
const TOLERATED_MS = 2000;
const offsetMs = signal(0);

/** Learns from an answer how far this computer's clock is off. */
export function readServerClock(response: Response): void {
  const difference = Date.parse(response.headers.get('date') ?? '') - Date.now();
  if (!Number.isNaN(difference)) offsetMs.value = Math.abs(difference) > TOLERATED_MS ? difference : 0;
}

export const serverNow = (): number => Date.now() + offsetMs.peek();

/** The time by the gateway's clock, once a second. */
export const now = signal(serverNow());

const tick = (): void => void (now.value = serverNow());

/** Browsers slow the timers of a page that nobody sees: it is told the time as soon as it is seen. */
export function startClock(): void {
  setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
}

/** Tells the time at a moment that matters, and not up to a second after it. */
export const tickAt = (time: string): void =>
  void setTimeout(tick, Math.max(0, Date.parse(time) - serverNow()) + 1);
