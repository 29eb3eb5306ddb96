import { describe, expect, it } from '@jest/globals';
import type { VerifiedPin } from '@meshpair/contracts';
import { registrationOf } from './verify-pairing.js';

const verified: VerifiedPin = { pairingId: 'p1', state: 'PinVerified', nodeId: 'n1', sessionId: 's1' };

describe('registrationOf', () => {
  it('answers DeviceRegistered once the registry has registered', () => {
    const reply = registrationOf(verified, { state: 'DeviceRegistered', reason: null });
    expect(reply).toEqual({ ok: true, value: { ...verified, state: 'DeviceRegistered' } });
  });

  it('answers PinVerified while that is under way, or when nobody knows', () => {
    expect(registrationOf(verified, undefined)).toEqual({ ok: true, value: verified });
    expect(registrationOf(verified, { state: 'PinVerified', reason: null })).toEqual({
      ok: true,
      value: verified,
    });
  });

  it.each(['ip_conflict', 'device_limit', 'identity_mismatch'] as const)('refuses with %s', (reason) => {
    expect(registrationOf(verified, { state: 'Failed', reason })).toEqual({
      ok: false,
      error: { code: reason },
    });
  });

  it('refuses with invalid_transition for a reason without a code', () => {
    const reply = registrationOf(verified, { state: 'Failed', reason: 'cancelled' });
    expect(reply).toEqual({ ok: false, error: { code: 'invalid_transition' } });
  });
});
