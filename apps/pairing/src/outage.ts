import { isDatabaseUnavailable } from '@meshpair/persistence';
import { BatchFull } from '@meshpair/service';

/** Whether trying again later may help: the database is away, or more work waits than may. */
export const isOutage = (error: unknown): boolean =>
  error instanceof BatchFull || isDatabaseUnavailable(error);
