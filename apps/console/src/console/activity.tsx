import type { VNode } from 'preact';
import type { AuditEvent } from '@meshpair/client';
import { eventLine } from '@meshpair/words';
import type { ActivityGroup } from '../rules/activity-groups.js';
import { filter, groups, isLive } from '../state/activity.js';
import { useNode } from '../state/known-nodes.js';
import { t } from '../state/language.js';
import { filterActivity } from '../state/place.js';
import { ActivityFilters } from './activity-filters.js';
import { EventItem } from './event-item.js';
import { keepFocus } from './kept-focus.js';
import { NodeLink } from './node-link.js';
import { Skeleton } from './skeleton.js';

/** The audit trail, the newest first, as it is written; what is of one pairing or node stands together. */
export function Activity(): VNode {
  const shown = groups.value;
  const { type, pairingId, nodeId } = filter.value;
  const isFiltered = (type ?? pairingId ?? nodeId) !== undefined;
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
          {shown.map((group) => (
            <Group key={group.key} group={group} />
          ))}
        </ol>
      )}
    </section>
  );
}

/** The newest event of a group, whom it is about, and what came before it. */
function Group({ group }: { readonly group: ActivityGroup<AuditEvent> }): VNode {
  const { name, pairingId, nodeId, events } = group;
  const [newest, ...earlier] = events;
  const node = useNode(nodeId);
  const known = node?.name ?? name;
  const link = node && <NodeLink node={node} />;
  const isNamed = eventLine(t, newest.type, newest.data).subject === known;
  return (
    <EventItem
      event={newest}
      link={isNamed && link}
      more={
        earlier.length > 0 && (
          <details class="earlier">
            <summary>{t('activity.earlier', { count: earlier.length })}</summary>
            <ol>
              {earlier.map((event) => (
                <EventItem key={event.id} event={event} />
              ))}
            </ol>
          </details>
        )
      }
    >
      {!isNamed && known !== undefined && (link ?? <bdi>{known}</bdi>)}
      <Only pairingId={pairingId} nodeId={pairingId === undefined ? nodeId : undefined} of={known} />
    </EventItem>
  );
}

interface OnlyProps {
  readonly pairingId: string | undefined;
  readonly nodeId: string | undefined;
  readonly of: string | undefined;
}

/** Shows what is of one pairing, or of one node, alone. */
function Only({ pairingId, nodeId, of }: OnlyProps): VNode | null {
  const { type, ...chosen } = filter.value;
  const isChosen = (chosen.pairingId ?? chosen.nodeId) !== undefined;
  if (isChosen || (pairingId ?? nodeId) === undefined) return null;
  const label = t(pairingId === undefined ? 'activity.onlyNode' : 'activity.only');
  return (
    <button
      type="button"
      class="link"
      {...(of !== undefined && { 'aria-label': t('activity.onlyOf', { what: label, name: of }) })}
      onClick={() => {
        filterActivity({ type, pairingId, nodeId });
        keepFocus(() => document.querySelector<HTMLElement>('.chip'));
      }}
    >
      {label}
    </button>
  );
}
