import { computed, effect, signal } from '@preact/signals';
import type { ChangeNodesBody, Node } from '@meshpair/client';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import type { NodeFilter } from '../rules/place.js';
import { loadFacets } from './facets.js';
import { forgetAll, remember } from './known-nodes.js';
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

export type NodeSelection = ChangeNodesBody['nodes'];
export type ManyChanges = Omit<ChangeNodesBody, 'nodes'>;

type Matching = Extract<NodeSelection, { readonly matching: unknown }>['matching'];

/** Which nodes, for the gateway. */
export const matchOf = ({ q, status, permission, platform, tag }: NodeFilter): Matching => ({
  ...(q.trim() !== '' && { q: q.trim() }),
  ...(status && { status }),
  ...(permission !== undefined && { permission }),
  ...(platform !== undefined && { platform }),
  ...(tag !== undefined && { tag }),
});

const queryOf = (wanted: NodeFilter, after: string | undefined) => ({
  limit: ROWS,
  sort: wanted.sort,
  ...matchOf(wanted),
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

export async function tagNode(id: string, tags: string[]): Promise<Refusal | undefined> {
  const refusal = await updateNode(id, { tags });
  await loadFacets();
  return refusal;
}

async function updateNode(
  id: string,
  body: { readonly name?: string; readonly permissions?: string[]; readonly tags?: string[] },
): Promise<Refusal | undefined> {
  const answer = await reportTrouble(gateway.PATCH('/nodes/{id}', { params: { path: { id } }, body }));
  if (!answer.ok) return answer.refusal;
  remember([answer.value]);
  await loadNodes();
  return undefined;
}

/** Changes many; the first refusal stops it. */
export async function changeNodes(
  selections: readonly NodeSelection[],
  changes: ManyChanges,
): Promise<Refusal | undefined> {
  let refusal: Refusal | undefined;
  for (const nodes of selections) {
    const answer = await reportTrouble(gateway.PATCH('/nodes', { body: { nodes, ...changes } }));
    if (answer.ok) continue;
    refusal = answer.refusal;
    break;
  }
  await Promise.all([loadNodes(), loadFacets()]);
  return refusal;
}
