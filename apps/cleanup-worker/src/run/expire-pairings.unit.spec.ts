import { describe, expect, it } from '@jest/globals';
import { startPairing } from '@meshpair/domain';
import { decideExpiry } from './expire-pairings.js';

const START = new Date('2026-11-23T12:00:00Z');

const { state } = startPairing({
  pairingId: 'pairing-1',
  ownerId: 'owner-1',
  tokenDigest: 'digest',
  permissions: ['mesh:read'],
  ttlSeconds: 60,
  now: START,
});

describe('decideExpiry', () => {
  it('fails an expired pairing on the version that was read, with its event', () => {
    const now = new Date('2026-11-23T12:01:01Z');
    expect(decideExpiry([{ state, version: 3 }], now)).toEqual([
      expect.objectContaining({
        expectedVersion: 3,
        state: expect.objectContaining({ kind: 'Failed', reason: 'expired', failedAt: now }) as unknown,
        events: [expect.objectContaining({ type: 'PairingFailed', sequence: 2 })],
      }),
    ]);
  });

  it('leaves a pairing that is still open', () => {
    expect(decideExpiry([{ state, version: 1 }], START)).toEqual([]);
  });
});
