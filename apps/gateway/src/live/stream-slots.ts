import { Inject, Injectable } from '@nestjs/common';
import { networkOf } from '@meshpair/contracts';
import type { Settings } from '@meshpair/settings';
import { problem, type ProblemException } from '../http/problem-exception.js';
import { SETTINGS } from '../settings.token.js';

const MAX_STREAMS_PER_OWNER = 20;

/** A stream ends with its pairing: nobody knows when, so do not ask too often. */
const RETRY_AFTER_SECONDS = 10;

interface Limit {
  readonly counted: string;
  readonly most: number;
  refusal(): ProblemException;
}

/** How many event streams may be open: over the gateway, from one client address, and of one owner. */
@Injectable()
export class StreamSlots {
  private readonly taken = new Map<string, number>();
  private readonly limitOfAll: Limit;

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'MAX_STREAMS' | 'MAX_STREAMS_PER_ADDRESS'>,
  ) {
    this.limitOfAll = limitOfGateway(settings.MAX_STREAMS);
  }

  /**
   * Takes a slot; throws `service_unavailable` or `too_many_requests`. The function that it returns gives it back.
   * An owner is counted where one is named.
   */
  take(clientAddress: string, ownerId?: string): () => void {
    const limits = [
      ...(ownerId === undefined ? [] : [limitOfOwner(ownerId)]),
      limitOfAddress(clientAddress, this.settings.MAX_STREAMS_PER_ADDRESS),
      this.limitOfAll,
    ];
    const reached = limits.find(({ counted, most }) => (this.taken.get(counted) ?? 0) >= most);
    if (reached) throw reached.refusal();
    for (const { counted } of limits) this.change(counted, 1);
    let isTaken = true;
    return () => {
      if (isTaken) for (const { counted } of limits) this.change(counted, -1);
      isTaken = false;
    };
  }

  private change(counted: string, by: 1 | -1): void {
    const count = (this.taken.get(counted) ?? 0) + by;
    if (count === 0) this.taken.delete(counted);
    else this.taken.set(counted, count);
  }
}

const limitOfOwner = (ownerId: string): Limit => ({
  counted: `owner ${ownerId}`,
  most: MAX_STREAMS_PER_OWNER,
  refusal: () =>
    problem('too_many_requests', {
      detail: `at most ${MAX_STREAMS_PER_OWNER} streams at once`,
      retryAfterSeconds: 15,
    }),
});

const limitOfAddress = (clientAddress: string, most: number): Limit => ({
  counted: `address ${networkOf(clientAddress)}`,
  most,
  refusal: () =>
    problem('too_many_requests', {
      detail: `At most ${most} streams`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    }),
});

const limitOfGateway = (most: number): Limit => ({
  counted: 'gateway',
  most,
  refusal: () => problem('service_unavailable', { retryAfterSeconds: RETRY_AFTER_SECONDS }),
});
