import { describe, expect, it } from '@jest/globals';
import type { DeviceRegistered, Failed, FailureReason } from '@meshpair/domain';
import { pairingOutcome } from './pairing-outcome.js';

const NOON = new Date('2026-01-01T12:00:00Z');
const pairing = {
  pairingId: 'p',
  ownerId: 'o',
  tokenDigest: 'digest-of-token',
  permissions: [],
  createdAt: NOON,
  expiresAt: NOON,
  sequence: 4,
};
const device = { name: 'Phone', platform: 'ios', ip: '192.168.1.20' };
const secrets = { claimDigest: 'digest-of-claim', pinDigest: 'digest-of-pin' };

const failed = (reason: FailureReason, more: Partial<Failed> = {}): Failed => ({
  ...pairing,
  kind: 'Failed',
  reason,
  stateAtFailure: 'DeviceConnected',
  failedAt: NOON,
  ...more,
});

const registered: DeviceRegistered = {
  ...pairing,
  ...secrets,
  kind: 'DeviceRegistered',
  device,
  attemptsLeft: 5,
  connectedAt: NOON,
  deviceNodeId: 'n',
  sessionId: 's',
  verifiedAt: NOON,
  node: { id: 'n', role: 'device', ...device, permissions: [], createdAt: NOON, updatedAt: NOON },
  peerTokenId: 't',
  registeredAt: NOON,
};

describe('the outcome of a pairing', () => {
  it('names the device that was paired, in words and as fields', () => {
    expect(pairingOutcome(registered)).toEqual({
      text: 'Paired: Phone (ios, 192.168.1.20)',
      facts: { pairingId: 'p', ownerId: 'o', outcome: 'paired', device, nodeId: 'n' },
    });
  });

  it.each([
    ['denied', 'Denied: Phone (ios, 192.168.1.20)'],
    ['cancelled', 'Cancelled: Phone (ios, 192.168.1.20)'],
    ['expired', 'Expired: Phone (ios, 192.168.1.20)'],
    ['attempts_exceeded', 'Failed: Phone (ios, 192.168.1.20), the PIN was wrong too often'],
    ['ip_conflict', 'Failed: Phone (ios, 192.168.1.20), another device has its address'],
    ['device_limit', 'Failed: Phone (ios, 192.168.1.20), the owner may have no more devices'],
    [
      'identity_mismatch',
      'Failed: Phone (ios, 192.168.1.20), it could not prove to be the device that it was before',
    ],
  ] as const)('says why it failed: %s', (reason, text) => {
    const outcome = pairingOutcome(failed(reason, { device, claimDigest: secrets.claimDigest }));
    expect(outcome).toEqual({ text, facts: { pairingId: 'p', ownerId: 'o', outcome: reason, device } });
  });

  it('says that nobody came', () => {
    expect(pairingOutcome(failed('expired'))?.text).toBe('Expired: no device had come');
  });

  it('is none while the pairing is under way', () => {
    expect(pairingOutcome({ ...pairing, kind: 'TokenCreated' })).toBeUndefined();
  });
});
