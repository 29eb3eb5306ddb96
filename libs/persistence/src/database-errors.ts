/**
 * Error classes and codes of a server that is away, full (disk, memory, connections), starting or stopping, or whose
 * disk fails (PostgreSQL, Appendix A).
 */
const UNAVAILABLE_STATES =
  /^(08|57P0|53[123]00|58030|25006|57014)|^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)$/;

/** What `pg` says, without a code, of a connection that broke or never came. */
const UNAVAILABLE_MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout exceeded when trying to connect|timeout expired|Cannot use a pool after calling end|Connection ended)/;

const SERIALIZATION_FAILURE = '40001';
const UNIQUE_VIOLATION = '23505';

/** Whether another transaction wrote first what this one would have written. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === SERIALIZATION_FAILURE || error.code === UNIQUE_VIOLATION);

/** Whether an error means that the database cannot be reached now, so that trying again later may help. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, cause, driverError } = error as Error & { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && UNAVAILABLE_STATES.test(code)) return true;
  if (UNAVAILABLE_MESSAGES.test(error.message)) return true;
  const nested = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return [cause, driverError, ...nested].some((inner) => inner !== error && isDatabaseUnavailable(inner));
}
