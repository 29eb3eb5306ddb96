import { signal } from '@preact/signals';
import type { Pairing } from '@meshpair/client';
import { gateway } from '../api/client.js';
import type { Refusal } from '../api/problem.js';
import { reportTrouble } from './session.js';

/** Undefined until they are read. */
export const openPairings = signal<readonly Pairing[] | undefined>(undefined);

export async function loadOpenPairings(): Promise<void> {
  const answer = await reportTrouble(
    gateway.GET('/pairing', { params: { query: { state: 'open', limit: 100 } } }),
  );
  if (answer.ok) openPairings.value = answer.value.items;
}

/** Cancels a pairing; one that ended in the meantime is as good. */
export async function cancelPairing(id: string): Promise<Refusal | undefined> {
  const answer = await reportTrouble(gateway.DELETE('/pairing/{id}', { params: { path: { id } } }));
  await loadOpenPairings();
  const ended =
    answer.ok || ['invalid_transition', 'token_expired', 'not_found'].includes(answer.refusal.code);
  return ended ? undefined : answer.refusal;
}
