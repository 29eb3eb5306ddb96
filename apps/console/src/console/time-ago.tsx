import type { VNode } from 'preact';
import { relativeTime } from '@meshpair/words';
import { now } from '../state/clock.js';

const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The exact moment. */
export const Moment = ({ time }: { readonly time: string }): VNode => (
  <time dateTime={time}>{whole.format(new Date(time))}</time>
);

/** A moment as people say it, with the exact one behind it. */
export const TimeAgo = ({ time }: { readonly time: string }): VNode => (
  <time dateTime={time} title={whole.format(new Date(time))}>
    {relativeTime(time, now.value)}
  </time>
);
