import { describe, expect, it } from '@jest/globals';
import { approvePairing } from './confirm-device.js';
import { askToJoin, askToJoinByPin, connectDevice } from './connect-device.js';
import {
  after,
  approvalAsked,
  approve,
  ask,
  connect,
  device,
  deviceConnected,
  LAST_MOMENT,
  register,
  RIGHT_PIN,
  START,
  start,
  tokenCreated,
  TOO_LATE,
  verify,
} from './given.spec.js';
import { registerDevice } from './register-device.js';
import { startPairing } from './start-pairing.js';
import { verifyPin } from './verify-pin.js';

const about = { pairingId: 'pairing-1', ownerId: 'owner-1', occurredAt: START };

describe('a device that asks to join without a PIN', () => {
  it('waits for an approval, and there is no PIN that could be guessed', () => {
    expect(approvalAsked).toMatchObject({ kind: 'DeviceConnected', approval: 'device_code', device });
    expect(approvalAsked).not.toHaveProperty('pinDigest');
    expect(approvalAsked).not.toHaveProperty('attemptsLeft');
    expect(verifyPin(approvalAsked, verify)).toMatchObject({ ok: false, error: { kind: 'WrongState' } });
  });

  it('is told as TokenCreated and DeviceScanned; the first says that the owner approves it', () => {
    expect(askToJoin(ask).events).toEqual([
      {
        ...about,
        type: 'TokenCreated',
        sequence: 1,
        data: {
          permissions: ['mesh:read'],
          label: 'Kitchen',
          expiresAt: LAST_MOMENT,
          approval: 'device_code',
        },
      },
      { ...about, type: 'DeviceScanned', sequence: 2, data: { device } },
    ]);
  });

  it('names the setup key that it has come with, from its first event to its approval', () => {
    const asked = { ...ask, approval: 'setup_key', start: { ...ask.start, setupKeyId: 'k1' } } as const;
    const { state, events } = askToJoin(asked);
    expect(events[0]?.data).toMatchObject({ approval: 'setup_key', setupKeyId: 'k1' });
    const approved = approvePairing(state, approve);
    expect(approved).toMatchObject({
      ok: true,
      value: { events: [{ type: 'PinVerified', data: { setupKeyId: 'k1' } }] },
    });
  });

  it('names whom the owner has at its address, save itself', () => {
    const existingDevices = [
      { id: 'tablet', name: 'Tablet' },
      { id: 'node-7', name: 'Itself' },
    ];
    const { state } = askToJoin({ ...ask, device: { ...device, nodeId: 'node-7' }, existingDevices });
    expect(state.existingDevices).toEqual([existingDevices[0]]);
  });
});

describe('a device that asks to join by a PIN', () => {
  it('stands where one does that has used the token of a pairing, with the same events', () => {
    const started = startPairing(start);
    const used = connectDevice(tokenCreated, { ...connect, now: START });
    const { now: _now, ...begun } = start;
    const { state, events } = askToJoinByPin({ ...connect, start: begun, now: START });
    expect(state).toEqual(after(used));
    expect(used.ok && [...started.events, ...used.value.events]).toEqual(events);
  });
});

describe('approving', () => {
  it('moves it on as the right PIN does, and its event says that there was none', () => {
    const actor = { kind: 'owner', id: 'key-1' } as const;
    const byPin = verifyPin(deviceConnected, { ...verify, actor });
    const approved = approvePairing(approvalAsked, { ...approve, actor });
    if (!byPin.ok || !approved.ok) throw new Error('refused');
    const [event] = byPin.value.events;
    if (event?.type !== 'PinVerified') throw new Error('no PinVerified');
    expect(approved.value.events).toEqual([
      { ...event, sequence: 3, data: { ...event.data, approval: 'device_code' } },
    ]);
    const { pinDigest: _pin, attemptsLeft: _left, ...state } = byPin.value.state;
    expect(approved.value.state).toEqual({
      ...state,
      approval: 'device_code',
      sequence: 3,
      connectedAt: START,
    });
    expect(registerDevice(approved.value.state, register)).toMatchObject({
      ok: true,
      value: { state: { kind: 'DeviceRegistered', approval: 'device_code', sequence: 4 } },
    });
  });

  it('is no way round the PIN of a device that shows one', () => {
    expect(approvePairing(deviceConnected, approve)).toEqual({ ok: false, error: { kind: 'PinNeeded' } });
    expect(deviceConnected.pinDigest).toBe(RIGHT_PIN);
  });

  it('refuses at a taken address, until the owner has chosen', () => {
    const existingDevices = [{ id: 'tablet', name: 'Tablet' }];
    const taken = { ...approve, existingDevices };
    expect(approvePairing(approvalAsked, taken)).toEqual({
      ok: false,
      error: { kind: 'IpConflict', existingDevices, ip: device.ip },
    });
    const ipConflict = { action: 'allow' } as const;
    expect(approvePairing(approvalAsked, { ...taken, ipConflict })).toMatchObject({
      ok: true,
      value: { state: { kind: 'PinVerified', ipConflict } },
    });
  });

  it('refuses one from another network, with a PIN or without, unless its owner allows that', () => {
    const { now: _now, ...begun } = start;
    const asked = (otherNetwork: 'allowed' | 'refused') => askToJoin({ ...ask, otherNetwork }).state;
    const shown = (otherNetwork: 'allowed' | 'refused') =>
      askToJoinByPin({ ...connect, start: begun, otherNetwork, now: START }).state;
    const refused = { ok: false, error: { kind: 'RefusedNetwork' } };
    expect(approvePairing(asked('refused'), approve)).toEqual(refused);
    expect(verifyPin(shown('refused'), verify)).toEqual(refused);
    expect(approvePairing(asked('allowed'), approve)).toMatchObject({ ok: true });
    expect(verifyPin(shown('allowed'), verify)).toMatchObject({ ok: true });
  });

  it('comes too late after the expiry', () => {
    const late = approvePairing(approvalAsked, { ...approve, now: TOO_LATE });
    expect(late).toEqual({ ok: false, error: { kind: 'Expired', expiresAt: LAST_MOMENT } });
  });
});
