import { z } from 'zod';
import type { AddressConflict, FieldError, ProblemCode } from './problem.js';

/** An expected refusal as it crosses NATS; the gateway turns it into a problem. */
export interface CommandError extends Partial<AddressConflict> {
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly attemptsLeft?: number;
  /** How many nodes match now. */
  readonly count?: number;
  /** Whole seconds after which asking again makes sense; the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
}

/** Whether a service can do its work now. */
export const Health = z.object({
  up: z.boolean(),
  /** What it has to have first, e.g. `the stream MESHPAIR_EVENTS`. */
  waitsFor: z.array(z.string()).readonly().optional(),
});
export type Health = z.infer<typeof Health>;

/** What a command answers: refusals are values, not exceptions. */
export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CommandError };

export const accepted = <T>(value: T): Reply<T> => ({ ok: true, value });

export const refused = (code: ProblemCode, more: Omit<CommandError, 'code'> = {}): Reply<never> => ({
  ok: false,
  error: { code, ...more },
});

/** NATS carries a message of 1 MB unless told otherwise; a reply is a little more than its page. */
const MOST_BYTES = 768 * 1024;

/** So many are always small enough: no event, node or pairing is larger than 7 kB. */
const SURELY_FIT = 100;

/** The first of the items that one reply has room for: one at least. What a page leaves out, the next one begins with. */
export function fitReply<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= SURELY_FIT) return items;
  let bytes = 0;
  const tooMany = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    return index > 0 && bytes > MOST_BYTES;
  });
  return tooMany === -1 ? items : items.slice(0, tooMany);
}
