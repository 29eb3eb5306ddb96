import { failPairing } from '@meshpair/domain';
import type { PairingChange, StoredPairing } from '@meshpair/persistence';

/** The changes that end those of the pairings that are expired at `now`; the domain decides which are. */
export const decideExpiry = (pairings: readonly StoredPairing[], now: Date): readonly PairingChange[] =>
  pairings.flatMap(({ state, version }) => {
    const decided = failPairing(state, 'expired', now);
    return decided.ok ? [{ ...decided.value, expectedVersion: version }] : [];
  });
