import type { VNode } from 'preact';
import type { AuditEvent } from '@meshpair/client';
import { EventItem } from '../console/event-item.js';
import { Skeleton } from '../console/skeleton.js';
import { eventsUrl, loadOlderEvents } from '../state/device.js';
import { t } from '../state/language.js';

interface Props {
  readonly nodeId: string;
  readonly events: readonly AuditEvent[] | undefined;
  readonly hasOlder: boolean;
}

/** What happened to one node, the newest first. */
export const DeviceEvents = ({ nodeId, events, hasOlder }: Props): VNode => (
  <section class="panel list" aria-labelledby="events-title">
    <div class="list-head">
      <h2 id="events-title">{t('page.events')}</h2>
      <a class="link download" href={eventsUrl(nodeId)} download>
        {t('page.csv')}
      </a>
    </div>
    {events === undefined && <Skeleton rows={4} />}
    {events?.length === 0 && <p class="empty">{t('page.noEvents')}</p>}
    {events && events.length > 0 && (
      <ol class="feed" tabIndex={0} aria-label={t('page.eventsNewest')}>
        {events.map((event) => (
          <EventItem key={event.id} event={event} />
        ))}
      </ol>
    )}
    {hasOlder && (
      <button type="button" class="button button-small button-plain" onClick={() => void loadOlderEvents()}>
        {t('page.older')}
      </button>
    )}
  </section>
);
