import { describe, expect, it } from '@jest/globals';
import { connectDevice } from './connect-device.js';
import { failPairing } from './fail-pairing.js';
import {
  after,
  at,
  connect,
  device,
  deviceConnected,
  deviceRegistered,
  failed,
  LAST_MOMENT,
  pinVerified,
  tokenCreated,
  TOO_LATE,
  verify,
} from './given.spec.js';
import { verifyPin } from './verify-pin.js';

describe('a device at the address of others', () => {
  const tablet = { id: 'tablet', name: 'Tablet' };

  it('has them in its state and its event, save the node that it says to be', () => {
    const existingDevices = [tablet, { id: 'node-7', name: 'Itself' }];
    const known = { ...connect, device: { ...device, nodeId: 'node-7' }, existingDevices };
    const result = connectDevice(tokenCreated, known);
    expect(result.ok && result.value.state.existingDevices).toEqual([tablet]);
    expect(result.ok && result.value.events[0]).toMatchObject({ data: { existingDevices: [tablet] } });
  });

  it('says nothing of them when nobody could tell', () => {
    const result = connectDevice(tokenCreated, connect);
    expect(result.ok && 'existingDevices' in result.value.state).toBe(false);
  });
});

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

  it('refuses a second device, and tells once that there was one, which is no step of the pairing', () => {
    const contested = { ...deviceConnected, contested: true };
    expect(connectDevice(deviceConnected, connect)).toEqual({
      ok: false,
      error: {
        kind: 'AlreadyConnected',
        transition: {
          state: contested,
          events: [],
          attempts: [
            {
              type: 'CodeUsedAgain',
              ownerId: deviceConnected.ownerId,
              subject: deviceConnected.pairingId,
              actor: { kind: 'device' },
              occurredAt: connect.now,
              data: { device: { name: connect.device.name, ip: connect.device.ip } },
            },
          ],
        },
      },
    });
    expect(connectDevice(contested, connect)).toEqual({ ok: false, error: { kind: 'AlreadyConnected' } });
  });

  it.each([
    ['an expired', deviceConnected, TOO_LATE],
    ['a verified', pinVerified, at(30)],
    ['a registered', deviceRegistered, at(30)],
  ])('changes nothing of %s pairing', (_what, state, now) => {
    expect(connectDevice(state, { ...connect, now })).toEqual({
      ok: false,
      error: { kind: 'AlreadyConnected' },
    });
  });

  it('keeps to the end that there was a second device', () => {
    const contested = { ...deviceConnected, contested: true };
    expect(after(verifyPin(contested, verify)).contested).toBe(true);
    expect(after(failPairing(contested, 'denied', at(20))).contested).toBe(true);
    expect(after(failPairing(deviceConnected, 'denied', at(20)))).not.toHaveProperty('contested');
  });

  it('says why a failed pairing cannot be connected to', () => {
    expect(connectDevice(failed, connect)).toEqual({
      ok: false,
      error: { kind: 'WrongState', state: 'Failed', reason: 'denied' },
    });
  });
});
