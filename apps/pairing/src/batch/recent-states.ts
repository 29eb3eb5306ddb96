import type { PairingState } from '@meshpair/domain';
import type { PairingReference } from '@meshpair/persistence';

/** Enough for the pairings that are at work; one that is forgotten is read from the table. */
const MOST = 10_000;

/**
 * The states that this process has committed last. Another replica may have gone on from there: they say what is worth
 * asking, and decide nothing.
 */
export class RecentStates {
  private readonly byPairing = new Map<string, PairingState>();
  private readonly pairingByToken = new Map<string, string>();

  note(state: PairingState): void {
    this.forget(state.pairingId);
    if (state.kind !== 'TokenCreated' && state.kind !== 'DeviceConnected') return;
    this.byPairing.set(state.pairingId, state);
    this.pairingByToken.set(state.tokenDigest, state.pairingId);
    const [oldest] = this.byPairing.keys();
    if (this.byPairing.size > MOST && oldest !== undefined) this.forget(oldest);
  }

  get(reference: PairingReference): PairingState | undefined {
    const pairingId =
      'pairingId' in reference ? reference.pairingId : this.pairingByToken.get(reference.tokenDigest);
    return pairingId === undefined ? undefined : this.byPairing.get(pairingId);
  }

  private forget(pairingId: string): void {
    const state = this.byPairing.get(pairingId);
    if (!state) return;
    this.byPairing.delete(pairingId);
    this.pairingByToken.delete(state.tokenDigest);
  }
}
