/** Tells lost infrastructure (try again later) from a bug or a bad message. */
export type OutageCheck = (error: unknown) => boolean;

/** Injection token: provide an `OutageCheck` beside the controllers, e.g. `isDatabaseUnavailable`. */
export const OUTAGE_CHECK = Symbol('OUTAGE_CHECK');

const LOST_NETWORK = /^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)$/;

/** The check that holds where none is provided: a network error, by its system code. */
export const isNetworkLost: OutageCheck = (error) =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  LOST_NETWORK.test(error.code);
