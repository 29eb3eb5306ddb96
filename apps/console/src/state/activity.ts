import { computed, signal } from '@preact/signals';
import { type AuditEvent, followAudit } from '@meshpair/client';
import { forEach, gateway } from '../api/client.js';
import { groupActivity } from '../rules/activity-groups.js';
import { mergeEvents } from '../rules/news.js';
import type { ActivityFilter } from '../rules/place.js';
import { place } from './place.js';
import { reportTrouble } from './session.js';

const SHOWN_AT_FIRST = 50;
const POLL_MS = 5000;

/** Undefined until they are read. */
export const events = signal<readonly AuditEvent[] | undefined>(undefined);
export const isLive = signal(false);
/** As the address bar says. */
export const filter = computed(() => place.value.activity);
export const groups = computed(() => events.value && groupActivity(events.value));

const following = signal<AbortController | undefined>(undefined);

const queryOf = ({ type, pairingId, nodeId }: ActivityFilter) => ({
  ...(type && { type }),
  ...(pairingId !== undefined && { pairingId }),
  ...(nodeId !== undefined && { nodeId }),
});

/** All events under a filter, as a file. */
export const exportUrl = (chosen: ActivityFilter): string =>
  `/audit/export?${new URLSearchParams({ format: 'csv', ...queryOf(chosen) }).toString()}`;

async function loadLatest(chosen: ActivityFilter, signal: AbortSignal): Promise<void> {
  const query = { ...queryOf(chosen), last: SHOWN_AT_FIRST };
  const answer = await reportTrouble(gateway.GET('/audit/events', { params: { query } }));
  if (answer.ok && !signal.aborted) {
    events.value = mergeEvents(events.peek() ?? [], answer.value.items);
  }
}

/** Follows the owner's events under a filter; `onEvent` is called for each that is new. */
export function followActivity(chosen: ActivityFilter, onEvent: () => void): void {
  following.peek()?.abort();
  const begun = new AbortController();
  following.value = begun;
  events.value = undefined;
  const { signal } = begun;
  void loadLatest(chosen, signal);
  const onLive = (live: boolean): void => void (isLive.value = live);
  void forEach(
    followAudit(gateway, { ...queryOf(chosen), last: SHOWN_AT_FIRST }, { onLive, signal }),
    (event) => {
      if (signal.aborted) return;
      events.value = mergeEvents(events.peek() ?? [], [event]);
      onEvent();
    },
  );
  const timer = setInterval(() => {
    if (isLive.peek()) return;
    void loadLatest(chosen, signal);
    onEvent();
  }, POLL_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}

export function stopActivity(): void {
  following.peek()?.abort();
  events.value = undefined;
}
