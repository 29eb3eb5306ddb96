import { isDatabaseUnavailable, OwnerIsLocked } from '@meshpair/persistence';
import { BatchFull } from '@meshpair/service';

/** Whether trying again later may help: the database is away, an owner stays locked, or more work waits than may. */
export const isOutage = (error: unknown): boolean =>
  error instanceof BatchFull || error instanceof OwnerIsLocked || isDatabaseUnavailable(error);
