import type { VNode } from 'preact';
import type { AuditEvent } from '@meshpair/client';
import { eventsUrl, loadOlderEvents } from '../state/device.js';
import { EventItem } from './event-item.js';
import { Skeleton } from './skeleton.js';

interface Props {
  readonly nodeId: string;
  readonly events: readonly AuditEvent[] | undefined;
  readonly hasOlder: boolean;
}

/** What happened to one node, the newest first. */
export const DeviceEvents = ({ nodeId, events, hasOlder }: Props): VNode => (
  <section class="panel list" aria-labelledby="events-title">
    <div class="list-head">
      <h2 id="events-title">Events</h2>
      <a class="link download" href={eventsUrl(nodeId)} download>
        Download as CSV
      </a>
    </div>
    {events === undefined && <Skeleton rows={4} />}
    {events?.length === 0 && <p class="empty">Nothing is written down of it.</p>}
    {events && events.length > 0 && (
      <ol class="feed" tabIndex={0} aria-label="Events of this node, the newest first">
        {events.map((event) => (
          <EventItem key={event.id} event={event} />
        ))}
      </ol>
    )}
    {hasOlder && (
      <button type="button" class="button button-small button-plain" onClick={() => void loadOlderEvents()}>
        Older events
      </button>
    )}
  </section>
);
