import { networkOf } from '@meshpair/contracts';
import { problem } from './problem-exception.js';

export const MAX_STREAMS = 2_048;
export const MAX_STREAMS_PER_ADDRESS = 64;

/** A stream ends with its pairing: nobody knows when, so do not ask too often. */
const RETRY_AFTER_SECONDS = 10;

/** How many event streams may be open: over the gateway, and from one client address. */
export class StreamSlots {
  private readonly byAddress = new Map<string, number>();
  private total = 0;

  /** Takes a slot; throws `service_unavailable` or `too_many_requests`. The function that it returns gives it back. */
  take(clientAddress: string): () => void {
    const address = networkOf(clientAddress);
    const own = this.byAddress.get(address) ?? 0;
    const more = { retryAfterSeconds: RETRY_AFTER_SECONDS };
    if (own >= MAX_STREAMS_PER_ADDRESS) {
      throw problem('too_many_requests', { detail: `At most ${MAX_STREAMS_PER_ADDRESS} streams`, ...more });
    }
    if (this.total >= MAX_STREAMS) throw problem('service_unavailable', more);
    this.change(address, 1);
    let isTaken = true;
    return () => {
      if (isTaken) this.change(address, -1);
      isTaken = false;
    };
  }

  private change(address: string, by: 1 | -1): void {
    this.total += by;
    const own = (this.byAddress.get(address) ?? 0) + by;
    if (own === 0) this.byAddress.delete(address);
    else this.byAddress.set(address, own);
  }
}
