const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
] as const;

const JUST_NOW_SECONDS = 45;

/** How long ago something was: the reader's time zone is not known here. */
export function agoInWords(then: Date, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - then.getTime()) / 1000);
  if (seconds < JUST_NOW_SECONDS) return 'just now';
  const [size, name] = UNITS.find(([unit]) => seconds >= unit) ?? [MINUTE, 'minute'];
  const count = Math.max(1, Math.floor(seconds / size));
  return `${count} ${name}${count === 1 ? '' : 's'} ago`;
}

/** `4:07`: minutes and seconds. */
export const clockText = (seconds: number): string =>
  `${Math.floor(seconds / MINUTE)}:${String(Math.floor(seconds % MINUTE)).padStart(2, '0')}`;
