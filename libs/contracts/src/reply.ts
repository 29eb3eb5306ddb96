import { z } from 'zod';
import type { AddressConflict, FieldError, ProblemCode } from './problem.js';

/** An expected refusal as it crosses NATS; the gateway turns it into a problem. */
export interface CommandError extends Partial<AddressConflict> {
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly attemptsLeft?: number;
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
