import type { ClaimOutcome, ClaimRequest, Registrations } from '@meshpair/persistence';
import { MicroBatch } from '@meshpair/service';

/** A claim may be repeated for this long: a lost answer loses nothing. */
export const CLAIM_WINDOW_SECONDS = 600;

const BATCH_ITEMS = 128;
const BATCHES_IN_FLIGHT = 2;
const MAX_WAITING = 4_096;

/** Claims that arrive together are marked by one statement. */
export const claimBatch = (
  registrations: Pick<Registrations, 'claim'>,
  now: () => Date,
): MicroBatch<ClaimRequest, ClaimOutcome> =>
  new MicroBatch<ClaimRequest, ClaimOutcome>({
    run: (requests) => registrations.claim(requests, now(), CLAIM_WINDOW_SECONDS),
    maxItems: BATCH_ITEMS,
    concurrency: BATCHES_IN_FLIGHT,
    maxWaiting: MAX_WAITING,
  });
