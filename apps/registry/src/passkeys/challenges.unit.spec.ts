import { describe, expect, it } from '@jest/globals';
import { CHALLENGE_MS, Challenges } from './challenges.js';

const NOW = new Date('2026-11-24T12:00:00.000Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);

describe('a challenge', () => {
  const challenges = new Challenges('a secret of at least thirty-two characters');
  const made = challenges.make('sign-in', NOW);

  it('counts for five minutes, at every replica', () => {
    const replica = new Challenges('a secret of at least thirty-two characters');
    expect(replica.expiryOf(made, 'sign-in', later(CHALLENGE_MS - 1))).toEqual(later(CHALLENGE_MS));
    expect(replica.expiryOf(made, 'sign-in', later(CHALLENGE_MS))).toBeUndefined();
    expect(made).toMatch(/^[\w-]{43}$/);
    expect(challenges.make('sign-in', NOW)).not.toBe(made);
  });

  it.each([
    ['for another purpose', made, 'verify p1'],
    ['with a later end', `AZ${made.slice(2)}`, 'sign-in'],
    [
      'of another secret',
      new Challenges('another secret of thirty-two characters').make('sign-in', NOW),
      'sign-in',
    ],
    ['that is none', 'A'.repeat(43), 'sign-in'],
    ['that is too short', made.slice(0, 20), 'sign-in'],
  ])('does not count %s', (_what, challenge, purpose) => {
    expect(challenges.expiryOf(challenge, purpose, NOW)).toBeUndefined();
  });
});
