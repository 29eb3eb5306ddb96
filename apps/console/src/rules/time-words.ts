const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `2 hours ago`, `in 29 days`; `just now` within a minute. */
export function relativeTime(time: string, now: number): string {
  const seconds = (Date.parse(time) - now) / 1000;
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  if (!unit) return 'just now';
  return words.format(Math.trunc(seconds / unit[1]), unit[0]);
}

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
