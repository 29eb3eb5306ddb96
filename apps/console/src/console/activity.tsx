import type { VNode } from 'preact';
import type { AuditEvent } from '@meshpair/client';
import { events, filter, isLive } from '../state/activity.js';
import { t } from '../state/language.js';
import { filterActivity } from '../state/live.js';
import { ActivityFilters } from './activity-filters.js';
import { EventItem } from './event-item.js';
import { Skeleton } from './skeleton.js';

/** The audit trail, the newest first, as it is written. */
export function Activity(): VNode {
  const shown = events.value;
  const isFiltered = filter.value.type !== undefined || filter.value.pairingId !== undefined;
  return (
    <section class="panel list" aria-labelledby="activity-title">
      <div class="list-head">
        <h2 id="activity-title">{t('activity.title')}</h2>
        <span class="live">
          <span class={isLive.value ? 'dot' : 'dot dot-off'} aria-hidden="true" />
          {t(isLive.value ? 'activity.live' : 'activity.polled')}
        </span>
      </div>
      <ActivityFilters />
      {shown === undefined && <Skeleton rows={4} />}
      {shown?.length === 0 && <p class="empty">{t(isFiltered ? 'activity.noneSuch' : 'activity.none')}</p>}
      {shown && shown.length > 0 && (
        <ol class="feed" tabIndex={0} aria-label={t('activity.newest')}>
          {shown.map((event, index) => (
            <ActivityEvent
              key={event.id}
              event={event}
              isFirstOfPairing={'sequence' in event && event.subject !== shown[index - 1]?.subject}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

interface EventProps {
  readonly event: AuditEvent;
  /** The newest of a run of events of one pairing: it offers to show that pairing alone. */
  readonly isFirstOfPairing: boolean;
}

function ActivityEvent({ event, isFirstOfPairing }: EventProps): VNode {
  const isChosen = filter.value.pairingId === event.subject;
  return (
    <EventItem event={event}>
      {isFirstOfPairing && !isChosen && (
        <button
          type="button"
          class="link"
          onClick={() => filterActivity({ ...filter.peek(), pairingId: event.subject })}
        >
          {t('activity.only')}
        </button>
      )}
    </EventItem>
  );
}
