import { answerOf, type Calling, meshAt } from '@meshpair/client';
import { readServerClock } from '../state/clock.js';
import { type Answer, refusalOf } from './problem.js';

/** The gateway that this page came from, called with the session's cookie. */
export const gateway = meshAt({ url: '' });

gateway.use({ onResponse: ({ response }) => readServerClock(response) });

/** What a call comes to. Refusals and outages are values. */
export async function outcomeOf<T>(calling: Calling<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await answerOf(calling) };
  } catch (error) {
    return { ok: false, refusal: refusalOf(error) };
  }
}

/** Calls back for each event as it comes, until there are no more or the gateway refuses: the next look tells why. */
export async function forEach<Event>(
  events: AsyncIterable<Event>,
  onEvent: (event: Event) => void,
): Promise<void> {
  try {
    for await (const event of events) onEvent(event);
  } catch {
    return;
  }
}
