import createClient from 'openapi-fetch';
import { readServerClock } from '../state/clock.js';
import { type Answer, OFFLINE, refusalOf } from './problem.js';
import type { paths } from './schema.js';

/** The routes of the gateway, called with the session's cookie. */
export const gateway = createClient<paths>({ credentials: 'same-origin' });

gateway.use({ onResponse: ({ response }) => readServerClock(response) });

/** What a call of `gateway` comes to. */
export type Calling<T> = Promise<{
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}>;

/** The answer to a call. Refusals and outages are values. */
export async function answerOf<T>(calling: Calling<T>): Promise<Answer<T>> {
  try {
    const { data, error, response } = await calling;
    return response.ok ? { ok: true, value: data as T } : { ok: false, refusal: refusalOf(response, error) };
  } catch {
    return { ok: false, refusal: OFFLINE };
  }
}
