import { computed, effect, signal } from '@preact/signals';
import type { Node } from '@meshpair/client';
import type { NodeFilter } from '../rules/place.js';
import { knownNode } from './known-nodes.js';
import { matchOf, nodes, type NodeSelection } from './nodes.js';
import { place } from './place.js';
import { session } from './session.js';

/** As many ids as one request has room for. */
const NAMED_AT_ONCE = 200;

/** Nodes that were chosen one by one, or all that match a filter, as many as were counted. */
interface Choice {
  readonly some: ReadonlyMap<string, Node>;
  readonly all?: { readonly filter: NodeFilter; readonly count: number };
}

const NONE: Choice = { some: new Map() };
const choice = signal<Choice>(NONE);

export const chooseNone = (): void => void (choice.value = NONE);

// Others match another filter, and others are the next owner's.
effect(() => {
  const { all } = choice.peek();
  if (session.value.kind !== 'signedIn' || (all && all.filter !== place.value.filter)) chooseNone();
});

/** One that was removed by itself is not chosen any more. */
const some = computed(() => [...choice.value.some.values()].filter(({ id }) => knownNode(id)));

export interface Chosen {
  /** Those that are known by name: none of all that match. */
  readonly nodes: readonly Node[];
  readonly isAll: boolean;
  readonly count: number;
  /** For the gateway, a request each. */
  readonly selections: readonly NodeSelection[];
}

export const chosen = computed<Chosen>(() => {
  const { all } = choice.value;
  if (all) {
    const { filter, count } = all;
    return { nodes: [], isAll: true, count, selections: [{ matching: matchOf(filter), count }] };
  }
  return chosenOf(some.value);
});

export function chosenOf(named: readonly Node[]): Chosen {
  const ids = named.map(({ id }) => id);
  const parts = Array.from({ length: Math.ceil(ids.length / NAMED_AT_ONCE) }, (_, part) =>
    ids.slice(part * NAMED_AT_ONCE, (part + 1) * NAMED_AT_ONCE),
  );
  return { nodes: named, isAll: false, count: ids.length, selections: parts.map((each) => ({ ids: each })) };
}

export const isChosen = ({ id }: Node): boolean =>
  choice.value.all !== undefined || choice.value.some.has(id);

/** Whoever takes one out of all has chosen nobody but the rows in sight. */
export function choose(those: readonly Node[], isOn: boolean): void {
  const { all } = choice.peek();
  const inSight = nodes.peek()?.items.filter(({ role }) => role === 'device') ?? [];
  const next = new Map(all ? inSight.map((node) => [node.id, node]) : choice.peek().some);
  for (const node of those) {
    if (isOn) next.set(node.id, node);
    else next.delete(node.id);
  }
  choice.value = { some: next };
}

export const chooseAll = (): void =>
  void (choice.value = {
    some: new Map(),
    all: { filter: place.peek().filter, count: nodes.peek()?.total ?? 0 },
  });
