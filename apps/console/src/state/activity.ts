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

const current = signal<AbortController | undefined>(undefined);

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

interface Following {
  /** Once, when the latest have been read, or could not be. */
  readonly onRead: () => void;
  /** For each that comes afterwards. */
  readonly onEvent: () => void;
}

/** Follows the owner's events under a filter. */
export function followActivity(chosen: ActivityFilter, following: Following): void {
  current.peek()?.abort();
  const begun = new AbortController();
  current.value = begun;
  events.value = undefined;
  const { signal } = begun;
  void follow(chosen, following, signal);
  const timer = setInterval(() => {
    if (isLive.peek()) return;
    void loadLatest(chosen, signal);
    following.onEvent();
  }, POLL_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}

async function follow(chosen: ActivityFilter, { onRead, onEvent }: Following, signal: AbortSignal) {
  await loadLatest(chosen, signal);
  if (signal.aborted) return;
  onRead();
  const onLive = (live: boolean): void => void (isLive.value = live);
  const latest = { ...queryOf(chosen), last: SHOWN_AT_FIRST };
  await forEach(followAudit(gateway, latest, { onLive, signal }), (event) => {
    const known = events.peek() ?? [];
    // The stream begins with those that have been read already.
    if (signal.aborted || known.some(({ id }) => id === event.id)) return;
    events.value = mergeEvents(known, [event]);
    onEvent();
  });
}

export function stopActivity(): void {
  current.peek()?.abort();
  events.value = undefined;
}
