import { describe, expect, it } from '@jest/globals';
import {
  at,
  deviceConnected,
  everyState,
  LAST_MOMENT,
  RIGHT_PIN,
  START,
  tokenCreated,
  TOO_LATE,
  WRONG_PIN,
} from './given.spec.js';
import { calculateExpiry, validatePairingRequest } from './pairing-coordinator.js';
import { isExpired } from './pairing-state.js';

describe('the expiry', () => {
  it('is the creation plus the time to live in seconds', () => {
    expect(calculateExpiry(START, 300)).toEqual(new Date('2026-01-01T12:05:00.000Z'));
  });

  it.each([
    { kind: 'TokenCreated', before: false, after: true },
    { kind: 'DeviceConnected', before: false, after: true },
    { kind: 'PinVerified', before: false, after: false },
    { kind: 'DeviceRegistered', before: false, after: false },
    { kind: 'Failed', before: true, after: true },
  ])('of $kind has come: before $before, after $after', ({ kind, before, after }) => {
    const state = everyState.find((each) => each.kind === kind)!;
    expect(isExpired(state, LAST_MOMENT)).toBe(before);
    expect(isExpired(state, TOO_LATE)).toBe(after);
  });
});

describe('validating a pairing request', () => {
  it('accepts the right PIN in time', () => {
    expect(validatePairingRequest(deviceConnected, RIGHT_PIN, LAST_MOMENT)).toEqual({
      ok: true,
      value: deviceConnected,
    });
  });

  it('names a wrong PIN, and changes nothing', () => {
    expect(validatePairingRequest(deviceConnected, WRONG_PIN, at(20))).toEqual({
      ok: false,
      error: { kind: 'InvalidPin', state: deviceConnected },
    });
  });

  it.each([tokenCreated, deviceConnected])('names the expiry of $kind before anything else', (state) => {
    expect(validatePairingRequest(state, WRONG_PIN, TOO_LATE)).toEqual({
      ok: false,
      error: { kind: 'Expired', expiresAt: LAST_MOMENT },
    });
  });

  it.each(everyState.filter(({ kind }) => kind !== 'DeviceConnected'))(
    'is out of place in $kind',
    (state) => {
      expect(validatePairingRequest(state, RIGHT_PIN, at(20))).toMatchObject({
        ok: false,
        error: { kind: 'WrongState', state: state.kind },
      });
    },
  );
});
