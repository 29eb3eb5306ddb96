import type { Calling } from '@meshpair/client';
import type { Answer } from '../api/problem.js';
import type { TouchSubject } from '../passkeys/authenticator.js';
import { reportTrouble } from './session.js';

/** Sends it, and where its owner wants that once more, with a touch of a passkey: `given` goes into the body. */
export async function withTouch<T>(
  subject: TouchSubject,
  send: (given: object) => Calling<T>,
): Promise<Answer<T>> {
  const answer = await reportTrouble(send({}));
  if (answer.ok || answer.refusal.code !== 'passkey_required') return answer;
  const { touch } = await import('../passkeys/authenticator.js');
  const touched = await touch(subject);
  return touched.ok ? reportTrouble(send({ touch: touched.value })) : touched;
}
