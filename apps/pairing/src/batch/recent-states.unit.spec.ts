import { expect, it } from '@jest/globals';
import { type PairingState, startPairing } from '@meshpair/domain';
import { RecentStates } from './recent-states.js';

const started = (pairingId: string): PairingState =>
  startPairing({
    pairingId,
    ownerId: 'owner',
    tokenDigest: `token of ${pairingId}`,
    permissions: [],
    ttlSeconds: 300,
    now: new Date(0),
  }).state;

it('remembers open pairings by id and token, until they end', () => {
  const states = new RecentStates();
  const state = started('a');
  states.note(state);
  expect(states.get({ pairingId: 'a' })).toBe(state);
  expect(states.get({ tokenDigest: 'token of a' })).toBe(state);
  expect(states.get({ tokenDigest: 'token of b' })).toBeUndefined();
  states.note({ ...state, kind: 'Failed' } as unknown as PairingState);
  expect(states.get({ pairingId: 'a' })).toBeUndefined();
  expect(states.get({ tokenDigest: 'token of a' })).toBeUndefined();
});

it('forgets the oldest when there are many', () => {
  const states = new RecentStates();
  for (let index = 0; index <= 10_000; index += 1) states.note(started(`p${index}`));
  expect(states.get({ pairingId: 'p0' })).toBeUndefined();
  expect(states.get({ tokenDigest: 'token of p0' })).toBeUndefined();
  expect(states.get({ pairingId: 'p1' })).toBeDefined();
});
