import { refused, type Reply } from '@meshpair/contracts';
import type { PairingState, Transition } from '@meshpair/domain';
import { problemOf, type Refusal } from './problem-of-refusal.js';

/** What a command decides about a pairing: its answer, and the change to commit before it is given. */
export interface Decision<Answer> {
  readonly reply: Reply<Answer>;
  readonly transition?: Transition<PairingState>;
  /** Set when another service has published the events already. */
  readonly eventsArePublished?: boolean;
}

/**
 * Decides on the loaded state, undefined when the reference finds none, at the time when it was loaded. May run again
 * on a fresher state, later.
 */
export type Decide<Answer> = (state: PairingState | undefined, now: Date) => Decision<Answer>;

/** A decision that changes nothing. */
export const answer = (reply: Reply<never>): Decision<never> => ({ reply });

/** A refusal of the domain as the client meets it; what it changes, a wrong PIN for example, is committed all the same. */
export const refusal = (error: Refusal): Decision<never> => ({
  reply: { ok: false, error: problemOf(error) },
  transition: 'transition' in error ? error.transition : undefined,
});

export const notFound: Decision<never> = answer(refused('not_found'));
export const tokenNotFound: Decision<never> = answer(refused('token_not_found'));
