import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Node } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { reportTrouble } from './session.js';

/** Nodes that this page has met, as they were last told; undefined for one that is not there. */
const known = signal<ReadonlyMap<string, Node | undefined>>(new Map());

export function remember(nodes: readonly Node[]): void {
  const next = new Map(known.peek());
  // One node read alone does not tell all that a list does.
  for (const node of nodes) next.set(node.id, { ...next.get(node.id), ...node });
  known.value = next;
}

export const forget = (id: string): void => void (known.value = new Map(known.peek()).set(id, undefined));

/** For the next who signs in. */
export const forgetAll = (): void => void (known.value = new Map());

export const knownNode = (id: string): Node | undefined => known.value.get(id);

/** Reads one node, wherever in the list it is. */
export async function loadNode(id: string): Promise<void> {
  const answer = await reportTrouble(gateway.GET('/nodes/{id}', { params: { path: { id } } }));
  if (answer.ok) remember([answer.value]);
  else if (answer.refusal.code === 'not_found') forget(id);
}

/** A node by its id; undefined while it is read, and when there is none. */
export function useNode(id: string | null | undefined): Node | undefined {
  const isUnknown = typeof id === 'string' && !known.value.has(id);
  useEffect(() => {
    if (isUnknown) void loadNode(id);
  }, [id, isUnknown]);
  return typeof id === 'string' ? knownNode(id) : undefined;
}
