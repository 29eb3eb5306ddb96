import type { VNode } from 'preact';
import { ALL_EVENT_TYPES, EVENT_TYPES, type EventType, MESH_EVENT_TYPES } from '@meshpair/domain';
import { exportUrl, filter } from '../state/activity.js';
import { t } from '../state/language.js';
import { filterActivity } from '../state/place.js';
import { keepFocus } from './kept-focus.js';

const KINDS: readonly (readonly [
  group: 'activity.pairings' | 'activity.mesh',
  types: readonly EventType[],
])[] = [
  ['activity.pairings', EVENT_TYPES],
  ['activity.mesh', MESH_EVENT_TYPES],
];

/** By kind of event, and by the pairing or node that an event's own button has chosen. */
export function ActivityFilters(): VNode {
  const { type, pairingId, nodeId } = filter.value;
  const chooseType = (value: string): void =>
    filterActivity({ pairingId, nodeId, type: ALL_EVENT_TYPES.find((each) => each === value) });
  const showAll = (): void => {
    filterActivity({ type });
    keepFocus(() => document.getElementById('event-type'));
  };
  return (
    <div class="filters">
      <label class="unseen" for="event-type">
        {t('activity.kind')}
      </label>
      <select id="event-type" value={type ?? ''} onChange={(event) => chooseType(event.currentTarget.value)}>
        <option value="">{t('activity.all')}</option>
        {KINDS.map(([group, types]) => (
          <optgroup key={group} label={t(group)}>
            {types.map((each) => (
              <option key={each} value={each}>
                {t(`event.${each}`)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <a class="link" href={exportUrl(filter.value)} download>
        {t('page.csv')}
      </a>
      {(pairingId ?? nodeId) !== undefined && (
        <button type="button" class="chip" onClick={showAll}>
          {t(pairingId === undefined ? 'activity.oneNode' : 'activity.one')} <span aria-hidden="true">×</span>
          <span class="unseen">{t('activity.allMatters')}</span>
        </button>
      )}
    </div>
  );
}
