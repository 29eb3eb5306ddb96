const SPOKEN_AT = [60, 30, 10];

/** Whole seconds that are left, never below 0. */
export const secondsLeft = (expiresAt: string, now: number): number =>
  Math.max(0, Math.round((Date.parse(expiresAt) - now) / 1000));

/** What a screen reader hears between two readings of the clock: a few marks only, else undefined. */
export function spokenCountdown(before: number, now: number): string | undefined {
  if (now === 0) return before > 0 ? 'The code has expired.' : undefined;
  const mark = SPOKEN_AT.filter((seconds) => before > seconds && now <= seconds).at(-1);
  return mark === undefined ? undefined : `${mark} seconds left.`;
}

/** The part of the code's life that is left, 0 to 1. */
export function partLeft(createdAt: string, expiresAt: string, now: number): number {
  const whole = Date.parse(expiresAt) - Date.parse(createdAt);
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, (Date.parse(expiresAt) - now) / whole));
}
