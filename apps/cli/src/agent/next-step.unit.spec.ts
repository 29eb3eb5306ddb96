import { describe, expect, it } from '@jest/globals';
import { type Facts, HEARTBEAT_MS, LIST_ANYWAY_MS, LONGEST_WAIT_MS, nextStep } from './next-step.js';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const DAY = 86_400;
const HOUR_MS = 3_600_000;

/** A token of 30 days that was got at noon. */
const tokens = { peerTokenExpiresAt: new Date(NOON + 30 * DAY * 1000).toISOString(), expiresIn: 30 * DAY };
const calm: Facts = { tokens, heardAt: NOON, isReported: true };
const doing = (facts: Facts, now = NOON): string => {
  const step = nextStep(facts, now);
  return step.kind === 'do' ? step.task : `wait ${step.ms}`;
};

describe('an agent', () => {
  it('waits until it has to say that it is there, and looks at its clock meanwhile', () => {
    expect(doing(calm)).toBe(`wait ${LONGEST_WAIT_MS}`);
    expect(doing(calm, NOON + HEARTBEAT_MS - 7)).toBe('wait 7');
    expect(doing(calm, NOON + HEARTBEAT_MS)).toBe('heartbeat');
    expect(doing({ ...calm, heardAt: undefined })).toBe('heartbeat');
  });

  it('renews its token in the last tenth of its life, before all else', () => {
    const day = (days: number): number => NOON + days * DAY * 1000;
    expect(doing({ ...calm, heardAt: day(26.9), isReported: false }, day(26.9))).toBe('report');
    expect(doing({ ...calm, heardAt: day(27.1), isReported: false }, day(27.1))).toBe('renew');
    expect(doing(calm, day(40))).toBe('renew');
  });

  it('tells how it is reached once, and anew when that has changed', () => {
    expect(doing({ ...calm, isReported: false })).toBe('report');
  });

  it('lists its peers when they may have changed, many changes at once, and from time to time', () => {
    const peers = { listedAt: NOON, mayHaveChanged: true };
    expect(doing({ ...calm, peers: { listedAt: undefined, mayHaveChanged: true } })).toBe('list-peers');
    expect(doing({ ...calm, peers }, NOON + 400)).toBe('wait 600');
    expect(doing({ ...calm, peers }, NOON + 1_000)).toBe('list-peers');
    const settled = { ...calm, peers: { ...peers, mayHaveChanged: false } };
    expect(doing(settled, NOON + 1_000)).toBe(`wait ${LONGEST_WAIT_MS}`);
    expect(doing(settled, NOON + LIST_ANYWAY_MS)).toBe('list-peers');
  });

  it('leaves a gateway that is away alone for a while, whatever is due', () => {
    const away = { ...calm, heardAt: undefined, isReported: false, retryAt: NOON + 4_000 };
    expect(doing(away)).toBe('wait 4000');
    expect(doing(away, NOON + 4_000)).toBe('report');
  });

  it('goes on at once when its clock was set back: nothing was done in the future', () => {
    const back = NOON - HOUR_MS;
    expect(doing({ ...calm, retryAt: NOON + 4_000 }, back)).toBe('renew');
    expect(doing({ ...calm, tokens: { ...tokens, expiresIn: 60 * DAY } }, back)).toBe('heartbeat');
  });

  it('renews a token that seems to live longer than it can: the clock was right or is right', () => {
    expect(doing(calm, NOON - HOUR_MS)).toBe('renew');
    expect(doing(calm, NOON - 1_000)).toBe('heartbeat');
  });
});
