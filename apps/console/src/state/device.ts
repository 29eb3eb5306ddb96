import { effect, signal } from '@preact/signals';
import type { AuditEvent, NodeDetails } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { mergeEvents } from '../rules/news.js';
import { remember } from './known-nodes.js';
import { place } from './place.js';
import { reportTrouble, session } from './session.js';

const SHOWN_EVENTS = 20;

export interface Device {
  readonly id: string;
  /** Undefined until it is read, null when the owner has no such node. */
  readonly node: NodeDetails | null | undefined;
  /** The newest first; undefined until they are read. */
  readonly events: readonly AuditEvent[] | undefined;
  /** Where the older events begin; null when there are none. */
  readonly olderAfter: string | null;
}

/** The one node that is looked at; undefined at the list. */
export const device = signal<Device | undefined>(undefined);

const change = (id: string, more: Partial<Device>): void => {
  const current = device.peek();
  if (current?.id === id) device.value = { ...current, ...more };
};

async function loadNodeOf(id: string): Promise<void> {
  const answer = await reportTrouble(gateway.GET('/nodes/{id}', { params: { path: { id } } }));
  if (answer.ok) remember([answer.value]);
  if (answer.ok || answer.refusal.code === 'not_found') change(id, { node: answer.ok ? answer.value : null });
}

async function readEvents(id: string, after?: string) {
  const page = { limit: SHOWN_EVENTS, order: 'desc' as const, ...(after !== undefined && { after }) };
  return reportTrouble(gateway.GET('/audit/events', { params: { query: { nodeId: id, ...page } } }));
}

async function loadEventsOf(id: string): Promise<void> {
  const answer = await readEvents(id);
  if (!answer.ok) return;
  const { items, nextCursor } = answer.value;
  const before = device.peek()?.events;
  change(id, { events: mergeEvents(before ?? [], items), ...(!before && { olderAfter: nextCursor }) });
}

/** Reads the node and its last events anew. */
export async function loadDevice(): Promise<void> {
  const id = device.peek()?.id;
  if (id !== undefined) await Promise.all([loadNodeOf(id), loadEventsOf(id)]);
}

export async function loadOlderEvents(): Promise<void> {
  const { id, events = [], olderAfter = null } = device.peek() ?? {};
  if (id === undefined || olderAfter === null) return;
  const answer = await readEvents(id, olderAfter);
  if (!answer.ok) return;
  const { items, nextCursor } = answer.value;
  change(id, { events: mergeEvents(events, items), olderAfter: nextCursor });
}

/** All events of a node, as a file. */
export const eventsUrl = (nodeId: string): string =>
  `/audit/export?${new URLSearchParams({ format: 'csv', nodeId }).toString()}`;

/** Reads the node that the address bar names. */
export const followDevice = (): void =>
  void effect(() => {
    const nodeId = session.value.kind === 'signedIn' ? place.value.nodeId : undefined;
    if (nodeId === device.peek()?.id) return;
    device.value =
      nodeId === undefined ? undefined : { id: nodeId, node: undefined, events: undefined, olderAfter: null };
    void loadDevice();
  });
