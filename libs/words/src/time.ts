const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
];

const JUST_NOW_SECONDS = 45;

const words = /* @__PURE__ */ new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `2 hours ago`, `in 29 days`; `just now` within 45 seconds. No time of day: the reader's time zone may not be known. */
export function relativeTime(time: string, now: number): string {
  const seconds = (Date.parse(time) - now) / 1000;
  if (Math.abs(seconds) < JUST_NOW_SECONDS) return 'just now';
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['minute', 60];
  return words.format(Math.trunc(seconds / size) || Math.sign(seconds), unit);
}

/** As `relativeTime`, of what is over: a clock that is ahead makes it just now. */
export const timeAgo = (time: string, now: number): string =>
  Date.parse(time) > now ? 'just now' : relativeTime(time, now);

/** How long ago, in seconds while it is fresh: for the device that has just connected. */
export function freshAge(time: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (seconds < 5) return 'just now';
  return seconds < 60 ? `${seconds} seconds ago` : relativeTime(time, now);
}

/** `45 seconds`, `2 minutes`: rounded up, so that waiting that long is enough. */
export function waitWords(seconds: number): string {
  const [amount, unit] = seconds < 60 ? [Math.ceil(seconds), 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

/** `4:07`: minutes and seconds that are left. */
export const clockText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
