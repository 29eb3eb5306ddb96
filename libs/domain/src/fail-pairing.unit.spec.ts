import { describe, expect, it } from '@jest/globals';
import { failPairing } from './fail-pairing.js';
import {
  at,
  deviceConnected,
  deviceRegistered,
  failed,
  LAST_MOMENT,
  pinVerified,
  tokenCreated,
  TOO_LATE,
} from './given.spec.js';

const byRegistry = ['ip_conflict', 'device_limit', 'identity_mismatch'] as const;
const byOwner = ['denied', 'cancelled'] as const;

describe('failing a pairing', () => {
  it('keeps of a connected pairing what its device may still ask for, and drops the PIN', () => {
    const { pinDigest, attemptsLeft, connectedAt, ...kept } = deviceConnected;
    expect(failPairing(deviceConnected, 'denied', at(15))).toEqual({
      ok: true,
      value: {
        state: {
          ...kept,
          kind: 'Failed',
          sequence: 4,
          reason: 'denied',
          stateAtFailure: 'DeviceConnected',
          failedAt: at(15),
        },
        events: [
          {
            type: 'PairingFailed',
            pairingId: 'pairing-1',
            ownerId: 'owner-1',
            sequence: 4,
            occurredAt: at(15),
            data: { reason: 'denied', stateAtFailure: 'DeviceConnected' },
          },
        ],
      },
    });
    expect([pinDigest, attemptsLeft, connectedAt]).not.toContain(undefined);
  });

  it.each(byOwner)('lets the owner end an open pairing: %s', (reason) => {
    for (const state of [tokenCreated, deviceConnected]) {
      expect(failPairing(state, reason, LAST_MOMENT)).toMatchObject({
        ok: true,
        value: { state: { kind: 'Failed', reason, stateAtFailure: state.kind } },
      });
    }
  });

  it('tells who did it', () => {
    const actor = { kind: 'owner', id: 'key-1', person: { id: 'p1', name: 'Bob' } } as const;
    expect(failPairing(deviceConnected, 'denied', at(15), actor)).toMatchObject({
      value: { events: [{ type: 'PairingFailed', actor }] },
    });
  });

  it.each(byOwner)('comes too late after the expiry: %s', (reason) => {
    expect(failPairing(tokenCreated, reason, TOO_LATE)).toEqual({
      ok: false,
      error: { kind: 'Expired', expiresAt: LAST_MOMENT },
    });
  });

  it.each([...byOwner, 'expired' as const])('comes too late after the PIN was verified: %s', (reason) => {
    for (const state of [pinVerified, deviceRegistered]) {
      expect(failPairing(state, reason, TOO_LATE)).toEqual({
        ok: false,
        error: { kind: 'WrongState', state: state.kind, reason: undefined },
      });
    }
  });

  it('expires an open pairing after its expiry and not before', () => {
    expect(failPairing(deviceConnected, 'expired', LAST_MOMENT)).toMatchObject({
      ok: false,
      error: { kind: 'WrongState', state: 'DeviceConnected' },
    });
    expect(failPairing(deviceConnected, 'expired', TOO_LATE)).toMatchObject({
      ok: true,
      value: { state: { kind: 'Failed', reason: 'expired' } },
    });
  });

  it.each(byRegistry)('lets the registry refuse a verified device, at any time: %s', (reason) => {
    expect(failPairing(pinVerified, reason, TOO_LATE)).toMatchObject({
      ok: true,
      value: { state: { reason, stateAtFailure: 'PinVerified' } },
    });
  });

  it.each(byRegistry)('does not let the registry end any other pairing: %s', (reason) => {
    for (const state of [tokenCreated, deviceConnected, deviceRegistered, failed]) {
      expect(failPairing(state, reason, at(15))).toMatchObject({ ok: false, error: { kind: 'WrongState' } });
    }
  });

  it('does not fail a pairing twice', () => {
    expect(failPairing(failed, 'cancelled', at(16))).toEqual({
      ok: false,
      error: { kind: 'WrongState', state: 'Failed', reason: 'denied' },
    });
  });
});
