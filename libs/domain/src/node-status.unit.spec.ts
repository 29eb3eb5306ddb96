import { describe, expect, it } from '@jest/globals';
import { expiringUntil, nodeStatus } from './node-status.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const at = (ms: number): Date => new Date(NOW.getTime() + ms);
const device = (peerTokenExpiresAt: Date | null) => nodeStatus({ role: 'device', peerTokenExpiresAt }, NOW);

describe('the status of a node', () => {
  it('is active while its token holds for longer than a day', () => {
    expect(device(at(86_400_001))).toBe('active');
  });

  it('is expiring within the last day of its token', () => {
    expect(expiringUntil(NOW)).toEqual(at(86_400_000));
    expect([device(at(86_400_000)), device(at(1))]).toEqual(['expiring', 'expiring']);
  });

  it('is expired from the moment that its token ends, and without one', () => {
    expect([device(NOW), device(null)]).toEqual(['expired', 'expired']);
  });

  it('is active for the host, which has no token', () => {
    expect(nodeStatus({ role: 'host', peerTokenExpiresAt: null }, NOW)).toBe('active');
  });
});
