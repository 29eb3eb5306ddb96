import { describe, expect, it } from '@jest/globals';
import { connectDevice } from './connect-device.js';
import {
  at,
  connect,
  device,
  deviceConnected,
  failed,
  LAST_MOMENT,
  TOO_LATE,
  tokenCreated,
} from './given.spec.js';

describe('connecting a device', () => {
  it('binds the device, the PIN and the claim secret to the pairing', () => {
    expect(connectDevice(tokenCreated, connect)).toMatchObject({
      ok: true,
      value: {
        state: {
          ...tokenCreated,
          kind: 'DeviceConnected',
          device,
          pinDigest: connect.pinDigest,
          claimDigest: connect.claimDigest,
          attemptsLeft: 5,
          connectedAt: at(10),
          sequence: 3,
        },
      },
    });
  });

  it('tells DeviceScanned, then PinGenerated, and neither carries a digest', () => {
    const result = connectDevice(tokenCreated, connect);
    const about = { pairingId: 'pairing-1', ownerId: 'owner-1', occurredAt: at(10) };
    expect(result.ok && result.value.events).toEqual([
      { ...about, type: 'DeviceScanned', sequence: 2, data: { device } },
      { ...about, type: 'PinGenerated', sequence: 3, data: { attemptsLeft: 5, expiresAt: LAST_MOMENT } },
    ]);
  });

  it('still connects at the very moment of expiry', () => {
    expect(connectDevice(tokenCreated, { ...connect, now: LAST_MOMENT }).ok).toBe(true);
  });

  it('refuses an expired token', () => {
    expect(connectDevice(tokenCreated, { ...connect, now: TOO_LATE })).toEqual({
      ok: false,
      error: { kind: 'Expired', expiresAt: LAST_MOMENT },
    });
  });

  it('refuses a second device', () => {
    expect(connectDevice(deviceConnected, connect)).toEqual({
      ok: false,
      error: { kind: 'AlreadyConnected' },
    });
  });

  it('says why a failed pairing cannot be connected to', () => {
    expect(connectDevice(failed, connect)).toEqual({
      ok: false,
      error: { kind: 'WrongState', state: 'Failed', reason: 'denied' },
    });
  });
});
