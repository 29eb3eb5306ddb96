import { effect, signal } from '@preact/signals';
import type { NodeFacets } from '@meshpair/client';
import { gateway } from '../api/client.js';
import { reportTrouble, session } from './session.js';

const NONE: NodeFacets = { platforms: [], tags: [] };

/** The platforms and tags that the mesh has. */
export const facets = signal<NodeFacets>(NONE);

// The next who signs in may be another owner.
effect(() => {
  if (session.value.kind !== 'signedIn') facets.value = NONE;
});

/** Whether the last reading has failed: they may be others by now. */
const areOld = signal(false);

export async function loadFacets(): Promise<void> {
  const answer = await reportTrouble(gateway.GET('/owner/facets'));
  areOld.value = !answer.ok;
  if (answer.ok) facets.value = answer.value;
}

/** Reads them anew only where that has failed: the gateway looks through all nodes for them. */
export const loadOldFacets = (): void => void (areOld.peek() && loadFacets());
