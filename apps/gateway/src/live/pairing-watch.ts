import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type PairingChanged, PAIRINGS_CHANGED } from '@meshpair/contracts';
import { NatsClient } from '@meshpair/messaging';
import { Listeners } from './listeners.js';

/** How many ended pairings are remembered for requests that come to wait just after the end. */
const MAX_ENDED = 4_096;

type Listener = (change: PairingChanged) => void;

const pairingKey = (pairingId: string): string => `pairing ${pairingId}`;
const ownerKey = (ownerId: string): string => `owner ${ownerId}`;

/** Whether a pairing in this state will not change again. */
export const hasEnded = (state: PairingChanged['state']): boolean =>
  state === 'DeviceRegistered' || state === 'Failed';

/**
 * Hands changes of pairings to those who wait for them. Ends are remembered for a while, so that an end
 * that overtakes the answer to the command that caused it is not missed.
 */
export class ChangeBoard {
  private readonly listeners = new Listeners<PairingChanged>();
  private readonly ended = new Map<string, PairingChanged>();

  /** A pairing changed: tell all who listen. */
  post(change: PairingChanged): void {
    if (hasEnded(change.state)) this.remember(change);
    for (const key of [pairingKey(change.pairingId), ownerKey(change.ownerId)])
      this.listeners.tell(key, change);
  }

  /** Calls the listener at each change of a pairing, until the returned function is called. */
  listen(pairingId: string, listener: Listener): () => void {
    return this.listeners.add(pairingKey(pairingId), listener);
  }

  /** As `listen`, for every pairing of an owner. */
  listenToOwner(ownerId: string, listener: Listener): () => void {
    return this.listeners.add(ownerKey(ownerId), listener);
  }

  /** How a pairing ended; undefined when it has not within `waitMs`. */
  async ending(pairingId: string, waitMs: number): Promise<PairingChanged | undefined> {
    const known = this.ended.get(pairingId);
    if (known !== undefined) return known;
    return new Promise((resolve) => {
      const finish = (change?: PairingChanged): void => {
        clearTimeout(timer);
        stop();
        resolve(change);
      };
      const timer = setTimeout(finish, waitMs);
      const stop = this.listen(pairingId, (change) => {
        if (hasEnded(change.state)) finish(change);
      });
    });
  }

  private remember(change: PairingChanged): void {
    this.ended.set(change.pairingId, change);
    const [oldest] = this.ended.keys();
    if (this.ended.size > MAX_ENDED && oldest !== undefined) this.ended.delete(oldest);
  }
}

/** Hears of every committed change of a pairing, over one subscription for the whole process. */
@Injectable()
export class PairingWatch extends ChangeBoard implements OnModuleInit {
  constructor(private readonly nats: NatsClient) {
    super();
  }

  onModuleInit(): void {
    this.nats.subscribeJson(PAIRINGS_CHANGED, (changes) => {
      for (const change of changes as readonly PairingChanged[]) this.post(change);
    });
  }
}
