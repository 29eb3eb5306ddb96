/**
 * The clock of the load's devices. No request carries a time and every deadline is counted by the services, so
 * however wrong it is, nothing may change: a skewed load only says another time in its `Date` headers and wrongly
 * believes that pairings have expired, or have long to go.
 */
export class LoadClock {
  skewMs = 0;

  now(): Date {
    return new Date(Date.now() + this.skewMs);
  }
}
