import { describe, expect, it } from '@jest/globals';
import { expiringUntil, nodeStatus, onlineSince, statusesIn } from './node-status.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const at = (ms: number): Date => new Date(NOW.getTime() + ms);
const device = (peerTokenExpiresAt: Date | null, lastSeenAt?: Date) =>
  nodeStatus({ role: 'device', peerTokenExpiresAt, lastSeenAt }, NOW);
const HOLDS = at(86_400_001);

describe('the status of a node', () => {
  it('is online for five minutes after it was seen', () => {
    expect(onlineSince(NOW)).toEqual(at(-300_000));
    expect(device(HOLDS, at(-299_999))).toBe('online');
    expect(device(HOLDS, at(-300_000))).toBe('seen');
    expect(device(HOLDS)).toBe('seen');
  });

  it('is expiring within the last day of its token, online or not', () => {
    expect(expiringUntil(NOW)).toEqual(at(86_400_000));
    expect([device(at(86_400_000), NOW), device(at(1))]).toEqual(['expiring', 'expiring']);
  });

  it('is expired from the moment that its token ends, and without one', () => {
    expect([device(NOW, NOW), device(null)]).toEqual(['expired', 'expired']);
  });

  it('is online for the host, which has no token', () => {
    expect(nodeStatus({ role: 'host', peerTokenExpiresAt: null }, NOW)).toBe('online');
  });

  it('is suspended while it is being removed, whatever else it is', () => {
    const removed = { role: 'device', removalId: 'r1', lastSeenAt: NOW } as const;
    expect(nodeStatus({ ...removed, peerTokenExpiresAt: HOLDS }, NOW)).toBe('suspended');
    expect(nodeStatus({ ...removed, peerTokenExpiresAt: null }, NOW)).toBe('suspended');
  });

  it('is asked for by its name, and online or seen as active', () => {
    expect(statusesIn('active')).toEqual(['online', 'seen']);
    expect(statusesIn('expired')).toEqual(['expired']);
  });
});
