import type { Translate } from '@meshpair/words';

const SPOKEN_AT = [60, 30, 10];

/** From when to when a code is good. */
export interface Life {
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** The seconds that are left, the one that runs included: 0 only at the end, and never more than the whole life. */
export function secondsLeft({ createdAt, expiresAt }: Life, now: number): number {
  const end = Date.parse(expiresAt);
  return Math.max(0, Math.ceil((end - Math.max(now, Date.parse(createdAt))) / 1000));
}

/** What a screen reader hears between two readings of the clock: a few marks only, else undefined. */
export function spokenCountdown(t: Translate, before: number, now: number): string | undefined {
  if (now === 0) return before > 0 ? t('countdown.expired') : undefined;
  const mark = SPOKEN_AT.filter((seconds) => before > seconds && now <= seconds).at(-1);
  return mark === undefined ? undefined : t('countdown.left', { seconds: mark });
}

/** The part of the code's life that is left, 0 to 1. */
export function partLeft({ createdAt, expiresAt }: Life, now: number): number {
  const whole = Date.parse(expiresAt) - Date.parse(createdAt);
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, (Date.parse(expiresAt) - now) / whole));
}
