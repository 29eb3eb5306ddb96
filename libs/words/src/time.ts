import type { Translate } from './translate.js';

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
];

const JUST_NOW_SECONDS = 45;

/** Whether a time is so near that it is now. */
export const isJustNow = (time: string, now: number): boolean =>
  Math.abs(Date.parse(time) - now) / 1000 < JUST_NOW_SECONDS;

/** `2 hours ago`, `in 29 days`; `just now` within 45 seconds. No time of day: the reader's time zone may not be known. */
export function relativeTime(t: Translate, time: string, now: number): string {
  if (isJustNow(time, now)) return t('time.justNow');
  const seconds = (Date.parse(time) - now) / 1000;
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['minute', 60];
  const words = new Intl.RelativeTimeFormat(t.locale, { numeric: 'auto' });
  return words.format(Math.trunc(seconds / size) || Math.sign(seconds), unit);
}

/** As `relativeTime`, of what is over: a clock that is ahead makes it just now. */
export const timeAgo = (t: Translate, time: string, now: number): string =>
  Date.parse(time) > now ? t('time.justNow') : relativeTime(t, time, now);

/** How long ago, in seconds while it is fresh: for the device that has just connected. */
export function freshAge(t: Translate, time: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (seconds < 5) return t('time.justNow');
  if (seconds >= 60) return relativeTime(t, time, now);
  return new Intl.RelativeTimeFormat(t.locale).format(-seconds, 'second');
}

/** `45 seconds`, `2 minutes`: rounded up, so that waiting that long is enough. */
export function waitWords(t: Translate, seconds: number): string {
  const [amount, unit] = seconds < 60 ? [Math.ceil(seconds), 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return new Intl.NumberFormat(t.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount);
}

/** `4:07`: minutes and seconds that are left. */
export const clockText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
