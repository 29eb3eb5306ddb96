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

export async function loadFacets(): Promise<void> {
  const answer = await reportTrouble(gateway.GET('/owner/facets'));
  if (answer.ok) facets.value = answer.value;
}
