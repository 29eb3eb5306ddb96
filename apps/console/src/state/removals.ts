import { signal } from '@preact/signals';
import { UNDO_SECONDS } from '@meshpair/domain';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { serverNow, tickAt } from './clock.js';
import { loadDevice } from './device.js';
import { loadNodes, type NodeSelection } from './nodes.js';
import { reportTrouble } from './session.js';

/** Devices that are shut out, and come back when it is undone until then. */
export interface Removed {
  readonly removalIds: readonly string[];
  readonly count: number;
  readonly until: number;
}

/** The last removal, while it can be undone. */
export const removed = signal<Removed | undefined>(undefined);

/** Shuts devices out; the first refusal stops it. */
export async function removeNodes(selections: readonly NodeSelection[]): Promise<Refusal | undefined> {
  const begun = [];
  let refusal: Refusal | undefined;
  for (const nodes of selections) {
    const answer = await reportTrouble(gateway.POST('/nodes/removals', { body: { nodes } }));
    // Those that are gone already count as removed.
    if (!answer.ok && answer.refusal.code !== 'not_found') {
      refusal = answer.refusal;
      break;
    }
    if (answer.ok) begun.push(answer.value);
  }
  if (begun.length > 0) {
    const until = serverNow() + UNDO_SECONDS * 1000;
    const count = begun.reduce((sum, { nodes }) => sum + nodes, 0);
    removed.value = { removalIds: begun.map(({ removalId }) => removalId), count, until };
    tickAt(new Date(until).toISOString());
  }
  await loadNodes();
  return refusal;
}

/** Lets them in again, as they were. */
export async function undoRemoval(): Promise<Refusal | undefined> {
  const undone = removed.peek();
  removed.value = undefined;
  let refusal: Refusal | undefined;
  for (const id of undone?.removalIds ?? []) {
    const answer = await reportTrouble(gateway.DELETE('/nodes/removals/{id}', { params: { path: { id } } }));
    if (!answer.ok) refusal = answer.refusal;
  }
  await Promise.all([loadNodes(), loadDevice()]);
  return refusal;
}
