import { computed, effect, signal } from '@preact/signals';
import type { Node } from '@meshpair/client';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import type { NodeFilter } from '../rules/place.js';
import { forget, forgetAll, remember } from './known-nodes.js';
import { place } from './place.js';
import { reportTrouble, session } from './session.js';

/** So many rows are in sight at a time, however many nodes there are. */
export const ROWS = 20;

export interface ListedNodes {
  readonly items: readonly Node[];
  readonly nextCursor: string | null;
  /** How many match on all pages. */
  readonly total: number;
  /** How many of them come before those that are shown. */
  readonly before: number;
}

/** The page of the list that is shown; undefined until it is read. */
export const nodes = signal<ListedNodes | undefined>(undefined);
/** The cursors of the pages up to the one that is shown; none for the first. */
const cursors = signal<readonly string[]>([]);

const filter = computed(() => place.value.filter);
/** The last reading that was begun: an answer that comes later than a newer one's is none. */
const reading = signal<symbol | undefined>(undefined);

const queryOf = ({ q, status, permission, sort }: NodeFilter, after: string | undefined) => ({
  limit: ROWS,
  sort,
  ...(q.trim() !== '' && { q: q.trim() }),
  ...(status && { status }),
  ...(permission !== undefined && { permission }),
  ...(after !== undefined && { after }),
});

/** Reads the page of the list anew; the one before it when nothing is left on it. */
export async function loadNodes(): Promise<void> {
  const begun = Symbol('reading');
  reading.value = begun;
  const before = cursors.peek().length * ROWS;
  const query = queryOf(filter.peek(), cursors.peek().at(-1));
  const answer = await reportTrouble(gateway.GET('/nodes', { params: { query } }));
  if (!answer.ok || reading.peek() !== begun) return;
  const { items, nextCursor, total = items.length } = answer.value;
  remember(items);
  if (items.length === 0 && before > 0) return previousPage();
  nodes.value = { items, nextCursor, total, before };
}

export function nextPage(): Promise<void> {
  const { nextCursor = null } = nodes.peek() ?? {};
  if (nextCursor !== null) cursors.value = [...cursors.peek(), nextCursor];
  return loadNodes();
}

export function previousPage(): Promise<void> {
  cursors.value = cursors.peek().slice(0, -1);
  return loadNodes();
}

/** Another filter begins with its first page. */
export const followFilter = (): void =>
  void effect(() => {
    void filter.value;
    cursors.value = [];
    if (session.value.kind === 'signedIn') return void loadNodes();
    nodes.value = undefined;
    forgetAll();
  });

export const renameNode = (id: string, name: string): Promise<Refusal | undefined> =>
  updateNode(id, { name });

/** Its live tokens have them at once. */
export const permitNode = (id: string, permissions: string[]): Promise<Refusal | undefined> =>
  updateNode(id, { permissions });

async function updateNode(
  id: string,
  body: { readonly name?: string; readonly permissions?: string[] },
): Promise<Refusal | undefined> {
  const answer = await reportTrouble(gateway.PATCH('/nodes/{id}', { params: { path: { id } }, body }));
  if (!answer.ok) return answer.refusal;
  remember([answer.value]);
  await loadNodes();
  return undefined;
}

/** Removes nodes one after another; the first refusal stops it. A node that is gone already counts as removed. */
export async function removeNodes(ids: readonly string[]): Promise<Refusal | undefined> {
  for (const id of ids) {
    const answer = await reportTrouble(gateway.DELETE('/nodes/{id}', { params: { path: { id } } }));
    if (!answer.ok && answer.refusal.code !== 'not_found') return answer.refusal;
    forget(id);
  }
  await loadNodes();
  return undefined;
}
