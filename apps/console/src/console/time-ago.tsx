import type { VNode } from 'preact';
import { relativeTime } from '@meshpair/words';
import { now } from '../state/clock.js';
import { t } from '../state/language.js';

/** The day and the time, as they are written where the reader is, if that is in the language of the page. */
function whole(time: string): string {
  const own = navigator.languages.filter((tag) => tag.split('-')[0] === t.language);
  const locales = t.language === 'ar' ? [t.locale] : [...own, t.locale];
  return new Intl.DateTimeFormat(locales, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
}

/** The exact moment. */
export const Moment = ({ time }: { readonly time: string }): VNode => (
  <time dateTime={time}>{whole(time)}</time>
);

/** A moment as people say it, with the exact one behind it. */
export const TimeAgo = ({ time }: { readonly time: string }): VNode => (
  <time dateTime={time} title={whole(time)}>
    {relativeTime(t, time, now.value)}
  </time>
);
