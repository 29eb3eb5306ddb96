import { computed, effect, signal } from '@preact/signals';
import type { Node } from '@meshpair/client';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { acknowledge, type Acknowledged, firstVisit, newDevices } from '../rules/news.js';
import { reportTrouble, session } from './session.js';

const PAGE = 500;

/** Undefined until they are read. */
export const nodes = signal<readonly Node[] | undefined>(undefined);
export const hasMoreNodes = signal(false);
/** The node that this page has just paired: its own card tells of it. */
export const justPaired = signal<string | undefined>(undefined);

/** The host first, then the newest. */
export const sortedNodes = computed(() =>
  [...(nodes.value ?? [])].sort(
    (one, other) =>
      Number(other.role === 'host') - Number(one.role === 'host') ||
      other.createdAt.localeCompare(one.createdAt),
  ),
);

export async function loadNodes(): Promise<void> {
  const answer = await reportTrouble(gateway.GET('/nodes', { params: { query: { limit: PAGE } } }));
  if (!answer.ok) return;
  hasMoreNodes.value = answer.value.nextCursor !== null;
  nodes.value = answer.value.items;
}

/** One node read alone does not tell its token's expiry; the list did. */
function put(changed: Node): void {
  const known = nodes.peek() ?? [];
  const before = known.find(({ id }) => id === changed.id);
  nodes.value = [...known.filter((node) => node !== before), { ...before, ...changed }];
}

/** Brings one node into the list, wherever its page is. */
export async function loadNode(id: string): Promise<void> {
  const answer = await reportTrouble(gateway.GET('/nodes/{id}', { params: { path: { id } } }));
  if (answer.ok) put(answer.value);
}

export async function renameNode(id: string, name: string): Promise<Refusal | undefined> {
  const answer = await reportTrouble(
    gateway.PATCH('/nodes/{id}', { params: { path: { id } }, body: { name } }),
  );
  if (!answer.ok) return answer.refusal;
  put(answer.value);
  return undefined;
}

/** Removes nodes one after another; the first refusal stops it. A node that is gone already counts as removed. */
export async function removeNodes(ids: readonly string[]): Promise<Refusal | undefined> {
  for (const id of ids) {
    const answer = await reportTrouble(gateway.DELETE('/nodes/{id}', { params: { path: { id } } }));
    if (!answer.ok && answer.refusal.code !== 'not_found') return answer.refusal;
    nodes.value = nodes.peek()?.filter((node) => node.id !== id);
  }
  return undefined;
}

const keyOf = (ownerId: string): string => `meshpair.told.${ownerId}`;
const told = signal<Acknowledged | undefined>(undefined);
const ownerId = computed(() =>
  session.value.kind === 'signedIn' ? session.value.session.owner.ownerId : undefined,
);

const keep = (value: Acknowledged): void => {
  told.value = value;
  localStorage.setItem(keyOf(ownerId.peek() ?? ''), JSON.stringify(value));
};

/** Devices that joined since the owner last looked, or while the page is open. */
export const unseenDevices = computed(() => {
  if (!nodes.value || !told.value) return [];
  return newDevices(nodes.value, told.value).filter(({ id }) => id !== justPaired.value);
});

export const acknowledgeDevice = (id: string): void => {
  if (told.peek()) keep(acknowledge(nodes.peek() ?? [], told.peek() ?? { until: '', ids: [] }, id));
};

/** Remembers, per owner and browser, which devices the owner was told of. */
export function startNotices(): void {
  effect(() => {
    if (ownerId.value === undefined || !nodes.value || told.peek()) return;
    const stored = localStorage.getItem(keyOf(ownerId.value));
    if (stored === null) keep(firstVisit(nodes.value));
    else told.value = JSON.parse(stored) as Acknowledged;
  });
}
