import { isDeepStrictEqual } from 'node:util';
import { JetStreamApiError } from '@nats-io/jetstream';

const NOT_FOUND = 404;

/** What JetStream answers; undefined when it says that there is no such thing. */
export const unlessMissing = <Found>(answer: Promise<Found>): Promise<Found | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof JetStreamApiError && error.status === NOT_FOUND) return undefined;
    throw error;
  });

/** Whether a configuration says something else than is wanted. What is absent, empty or false is the same to the server. */
export const differsFrom = (found: object, wanted: object): boolean =>
  Object.entries(wanted).some(([key, value]) => {
    const there: unknown = Reflect.get(found, key);
    return !isDeepStrictEqual(nothingOr(there), nothingOr(value));
  });

const nothingOr = (value: unknown): unknown =>
  value === undefined ||
  value === null ||
  value === false ||
  value === '' ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0)
    ? undefined
    : value;
