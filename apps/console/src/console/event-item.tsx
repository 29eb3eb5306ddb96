import type { ComponentChildren, VNode } from 'preact';
import type { AuditEvent } from '@meshpair/client';
import { eventLine } from '@meshpair/words';
import { TimeAgo } from './time-ago.js';

interface Props {
  readonly event: AuditEvent;
  /** Beside the time. */
  readonly children?: ComponentChildren;
}

/** One event of a feed. */
export function EventItem({ event, children }: Props): VNode {
  const { subject, text, tone } = eventLine(event.type, event.data);
  return (
    <li class={`event event-${tone}`}>
      <p class="event-text">
        {subject !== undefined && (
          <>
            <bdi class="event-subject">{subject}</bdi>{' '}
          </>
        )}
        {text}
      </p>
      <p class="event-foot">
        <TimeAgo time={event.time} />
        {event.actorname !== undefined && (
          <span class="event-actor">
            by <bdi>{event.actorname}</bdi>
          </span>
        )}
        {children}
      </p>
    </li>
  );
}
