import type { ComponentChildren, VNode } from 'preact';
import type { AuditEvent } from '@meshpair/client';
import { eventLine } from '@meshpair/words';
import { t } from '../state/language.js';
import { named } from './tags.js';
import { TimeAgo } from './time-ago.js';

interface Props {
  readonly event: AuditEvent;
  /** What leads to the page of its subject, if that has one. */
  readonly link?: ComponentChildren;
  /** Beside the time. */
  readonly children?: ComponentChildren;
  /** Below it. */
  readonly more?: ComponentChildren;
}

/** One event of a feed. */
export function EventItem({ event, link, children, more }: Props): VNode {
  const { subject, text, tone } = eventLine(t, event.type, event.data);
  return (
    <li class={`event event-${tone}`}>
      <p class="event-text">
        {subject !== undefined && (
          <>
            <bdi class="event-subject">{link || subject}</bdi>{' '}
          </>
        )}
        {text}
      </p>
      <p class="event-foot">
        <TimeAgo time={event.time} />
        {event.actorname !== undefined && (
          <span class="event-actor">{t.rich('feed.by', { name: event.actorname, bdi: named })}</span>
        )}
        {children}
      </p>
      {more}
    </li>
  );
}
