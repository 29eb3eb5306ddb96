import type { Settings } from '@meshpair/settings';

const SECOND_MS = 1000;
const DAY_MS = 86_400 * SECOND_MS;

/** Ended sessions and tokens stay this long, so that somebody who asks why a device fell out still finds them. */
export const ENDED_CREDENTIALS_KEPT_DAYS = 7;

/** What was over before these times goes. */
export interface Cutoffs {
  readonly endedPairings: Date;
  readonly endedCredentials: Date;
  readonly events: Date;
}

/** The cut-offs of one run. */
export const cutoffsAt = (
  now: Date,
  settings: Pick<Settings, 'PURGE_AFTER_SECONDS' | 'EVENT_RETENTION_DAYS'>,
): Cutoffs => ({
  endedPairings: before(now, settings.PURGE_AFTER_SECONDS * SECOND_MS),
  endedCredentials: before(now, ENDED_CREDENTIALS_KEPT_DAYS * DAY_MS),
  events: before(now, settings.EVENT_RETENTION_DAYS * DAY_MS),
});

const before = (now: Date, milliseconds: number): Date => new Date(now.getTime() - milliseconds);
