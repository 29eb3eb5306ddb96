import { signal } from '@preact/signals';
import { type AuditEvent, followAudit } from '@meshpair/client';
import type { EventType } from '@meshpair/domain';
import { forEach, gateway } from '../api/client.js';
import { mergeEvents } from '../rules/news.js';
import { reportTrouble } from './session.js';

const SHOWN_AT_FIRST = 50;
const POLL_MS = 5000;

export interface ActivityFilter {
  readonly type?: EventType | undefined;
  readonly pairingId?: string | undefined;
}

/** Undefined until they are read. */
export const events = signal<readonly AuditEvent[] | undefined>(undefined);
export const isLive = signal(false);
export const filter = signal<ActivityFilter>({});

const following = signal<AbortController | undefined>(undefined);

const queryOf = ({ type, pairingId }: ActivityFilter): { type?: EventType; pairingId?: string } => ({
  ...(type && { type }),
  ...(pairingId && { pairingId }),
});

/** All events under a filter, as a file. */
export const exportUrl = (chosen: ActivityFilter): string =>
  `/audit/export?${new URLSearchParams({ format: 'csv', ...queryOf(chosen) }).toString()}`;

async function loadLatest(chosen: ActivityFilter): Promise<void> {
  const query = { ...queryOf(chosen), last: SHOWN_AT_FIRST };
  const answer = await reportTrouble(gateway.GET('/audit/events', { params: { query } }));
  if (answer.ok && filter.peek() === chosen) {
    events.value = mergeEvents(events.peek() ?? [], answer.value.items);
  }
}

/** Follows the owner's events under a filter; `onEvent` is called for each that is new. */
export function followActivity(chosen: ActivityFilter, onEvent: () => void): void {
  following.peek()?.abort();
  const begun = new AbortController();
  following.value = begun;
  filter.value = chosen;
  events.value = undefined;
  const { signal } = begun;
  void loadLatest(chosen);
  const onLive = (live: boolean): void => void (isLive.value = live);
  void forEach(followAudit(gateway, { ...chosen, last: SHOWN_AT_FIRST }, { onLive, signal }), (event) => {
    if (signal.aborted) return;
    events.value = mergeEvents(events.peek() ?? [], [event]);
    onEvent();
  });
  const timer = setInterval(() => {
    if (isLive.peek()) return;
    void loadLatest(chosen);
    onEvent();
  }, POLL_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}

export function stopActivity(): void {
  following.peek()?.abort();
  events.value = undefined;
}
