import { computed, effect, signal } from '@preact/signals';
import type { Node } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { acknowledge, type Acknowledged, firstVisit, newDevices } from '../rules/news.js';
import { knownNode, remember } from './known-nodes.js';
import { reportTrouble, session } from './session.js';

const PAGE = 50;
/** So far back the news are counted. */
export const MOST_NEWS = 500;

/** The newest nodes, back to the first that the owner was told of; undefined until they are read. */
const newest = signal<readonly Node[] | undefined>(undefined);
/** The node that this page has just paired: its own card tells of it. */
export const justPaired = signal<string | undefined>(undefined);
const told = signal<Acknowledged | undefined>(undefined);
const ownerId = computed(() =>
  session.value.kind === 'signedIn' ? session.value.session.owner.ownerId : undefined,
);

const readNewest = (after: string | undefined) =>
  reportTrouble(
    gateway.GET('/nodes', {
      params: { query: { sort: '-createdAt', limit: PAGE, ...(after !== undefined && { after }) } },
    }),
  );

/** Reads what is newer than the last that the owner was told of. */
export async function loadNews(): Promise<void> {
  const read: Node[] = [];
  const until = told.peek()?.until;
  for (let after: string | undefined; read.length < MOST_NEWS;) {
    const answer = await readNewest(after);
    if (!answer.ok) return;
    read.push(...answer.value.items);
    after = answer.value.nextCursor ?? undefined;
    const oldest = read.at(-1)?.createdAt;
    if (after === undefined || until === undefined || oldest === undefined || oldest <= until) break;
  }
  remember(read);
  newest.value = read;
}

/** Devices that joined since the owner last looked, or while the page is open; the newest first. */
export const unseenDevices = computed(() => {
  if (!newest.value || !told.value) return [];
  return newDevices(newest.value, told.value).filter(
    ({ id }) => id !== justPaired.value && knownNode(id) !== undefined,
  );
});

export const acknowledgeDevices = (ids: readonly string[]): void => {
  const before = told.peek();
  if (before) keep(acknowledge(newest.peek() ?? [], before, ids));
};

const keyOf = (id: string): string => `meshpair.told.${id}`;

const keep = (value: Acknowledged): void => {
  told.value = value;
  localStorage.setItem(keyOf(ownerId.peek() ?? ''), JSON.stringify(value));
};

/** Remembers, per owner and browser, which devices the owner was told of. */
export function startNotices(): void {
  effect(() => {
    const stored = ownerId.value === undefined ? null : localStorage.getItem(keyOf(ownerId.value));
    told.value = stored === null ? undefined : (JSON.parse(stored) as Acknowledged);
    newest.value = undefined;
  });
  effect(() => {
    if (ownerId.value !== undefined && newest.value && !told.peek()) keep(firstVisit(newest.value));
  });
}
