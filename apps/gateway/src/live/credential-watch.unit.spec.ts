import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ProblemCode } from '@meshpair/contracts';
import type { OwnerCredential } from '../auth/owner-access.js';
import type { SignedInOwner } from '../auth/signed-in-owner.js';
import { problem } from '../http/problem-exception.js';
import { CredentialWatch } from './credential-watch.js';

const FIVE_SECONDS_MS = 5_000;

/** A credential that counts until it is refused; how often it was asked about, and how old an answer may be. */
function credential(digest: string) {
  const state: { refusal?: ProblemCode; asked: (number | undefined)[] } = { asked: [] };
  const authenticate = async (maxAgeMs?: number): Promise<SignedInOwner> => {
    state.asked.push(maxAgeMs);
    if (state.refusal !== undefined) throw problem(state.refusal);
    return { ownerId: 'o1', name: 'Ada', role: 'owner' };
  };
  return { state, credential: { digest, authenticate } satisfies OwnerCredential };
}

afterEach(() => void jest.useRealTimers());

describe('CredentialWatch', () => {
  it.each(['unauthorized', 'service_unavailable'] as const)(
    'ends all streams of a credential within five seconds of %s, and no other’s',
    async (refusal) => {
      jest.useFakeTimers();
      const watch = new CredentialWatch();
      const [ada, bob] = [credential('ada'), credential('bob')];
      const ended: string[] = [];
      const stops = [
        watch.watch(ada.credential, () => ended.push('first of Ada')),
        watch.watch(ada.credential, () => ended.push('second of Ada')),
        watch.watch(bob.credential, () => ended.push('of Bob')),
      ];
      await jest.advanceTimersByTimeAsync(FIVE_SECONDS_MS);
      expect(ended).toEqual([]);
      ada.state.refusal = refusal;
      await jest.advanceTimersByTimeAsync(FIVE_SECONDS_MS - Number(ada.state.asked.at(-1)));
      expect(new Set(ended)).toEqual(new Set(['first of Ada', 'second of Ada']));
      stops.forEach((stop) => stop());
      expect(jest.getTimerCount()).toBe(0);
    },
  );

  it('asks once for all streams of a credential', async () => {
    jest.useFakeTimers();
    const watch = new CredentialWatch();
    const { state, credential: key } = credential('ada');
    const stops = Array.from({ length: 2_000 }, () => watch.watch(key, () => undefined));
    state.asked.length = 0;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(state.asked.length).toBeLessThanOrEqual(5);
    stops.forEach((stop) => stop());
  });

  it('goes on through a fault of the registry', async () => {
    const watch = new CredentialWatch();
    const { state, credential: key } = credential('ada');
    state.refusal = 'internal_error';
    const ended: string[] = [];
    const stop = watch.watch(key, () => ended.push('ended'));
    await new Promise(setImmediate);
    expect(ended).toEqual([]);
    stop();
  });
});
