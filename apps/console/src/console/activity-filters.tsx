import type { VNode } from 'preact';
import { ALL_EVENT_TYPES, EVENT_TYPES, type EventType, MESH_EVENT_TYPES } from '@meshpair/domain';
import { EVENT_NAMES } from '@meshpair/words';
import { exportUrl, filter } from '../state/activity.js';
import { filterActivity } from '../state/live.js';

const KINDS: readonly (readonly [group: string, types: readonly EventType[]])[] = [
  ['Pairings', EVENT_TYPES],
  ['The mesh', MESH_EVENT_TYPES],
];

/** By kind of event, and by the pairing that an event's own button has chosen. */
export function ActivityFilters(): VNode {
  const { type, pairingId } = filter.value;
  const chooseType = (value: string): void =>
    filterActivity({ pairingId, type: ALL_EVENT_TYPES.find((each) => each === value) });
  return (
    <div class="filters">
      <label class="unseen" for="event-type">
        Kind of event
      </label>
      <select id="event-type" value={type ?? ''} onChange={(event) => chooseType(event.currentTarget.value)}>
        <option value="">All events</option>
        {KINDS.map(([group, types]) => (
          <optgroup key={group} label={group}>
            {types.map((each) => (
              <option key={each} value={each}>
                {EVENT_NAMES[each]}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <a class="link" href={exportUrl(filter.value)} download>
        Download as CSV
      </a>
      {pairingId !== undefined && (
        <button type="button" class="chip" onClick={() => filterActivity({ type })}>
          One pairing <span aria-hidden="true">×</span>
          <span class="unseen">, show all pairings</span>
        </button>
      )}
    </div>
  );
}
