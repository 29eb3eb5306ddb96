import { failPairing } from '@meshpair/domain';
import type { PairingChange, PairingRepository, StoredPairing } from '@meshpair/persistence';
import { BATCH_ROWS } from './run-steps.js';

export interface ExpirePairings {
  readonly repository: Pick<PairingRepository, 'findExpired' | 'save'>;
  /** Told of the changes that were saved, after each commit. */
  readonly onSaved: (changes: readonly PairingChange[]) => void;
}

/** Fails the open pairings that are past their time, with their events. Returns how many. */
export async function expirePairings(
  { repository, onSaved }: ExpirePairings,
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const found = await repository.findExpired(now, BATCH_ROWS);
    const changes = decideExpiry(found, now);
    const outcomes = changes.length === 0 ? [] : await repository.save(changes);
    // A conflict was moved by somebody else meanwhile: it is theirs.
    const saved = changes.filter((_, index) => outcomes[index] === 'saved');
    if (saved.length > 0) onSaved(saved);
    total += saved.length;
    if (found.length < BATCH_ROWS || saved.length === 0) break;
  }
  return total;
}

/** The changes that end those of the pairings that are expired at `now`; the domain decides which are. */
export const decideExpiry = (pairings: readonly StoredPairing[], now: Date): readonly PairingChange[] =>
  pairings.flatMap(({ state, version }) => {
    const decided = failPairing(state, 'expired', now);
    return decided.ok ? [{ ...decided.value, expectedVersion: version }] : [];
  });
