import { describe, expect, it } from '@jest/globals';
import { connectDevice } from './connect-device.js';
import {
  after,
  at,
  connect,
  device,
  deviceConnected,
  LAST_MOMENT,
  pinVerified,
  tokenCreated,
  TOO_LATE,
  verify,
  WRONG_PIN,
} from './given.spec.js';
import { verifyPin } from './verify-pin.js';

const wrong = { ...verify, pinDigest: WRONG_PIN };

describe('verifying with the right PIN', () => {
  it('names the node and the session to register', () => {
    expect(verifyPin(deviceConnected, verify)).toMatchObject({
      ok: true,
      value: {
        state: {
          ...deviceConnected,
          kind: 'PinVerified',
          deviceNodeId: 'node-1',
          sessionId: 'session-1',
          verifiedAt: at(20),
          sequence: 4,
        },
      },
    });
  });

  it('tells who typed it, whether it was right or wrong', () => {
    const actor = { kind: 'owner', id: 'key-1', person: { id: 'p1', name: 'Bob' } } as const;
    expect(verifyPin(deviceConnected, { ...verify, actor })).toMatchObject({
      value: { events: [{ type: 'PinVerified', actor }] },
    });
    const last = { ...deviceConnected, attemptsLeft: 1 };
    expect(verifyPin(last, { ...wrong, actor })).toMatchObject({
      error: { transition: { events: [{ type: 'PairingFailed', actor }], attempts: [{ actor }] } },
    });
  });

  it('tells the registry all that it needs, and no secret', () => {
    const result = verifyPin(deviceConnected, verify);
    expect(result.ok && result.value.events).toEqual([
      {
        type: 'PinVerified',
        pairingId: 'pairing-1',
        ownerId: 'owner-1',
        sequence: 4,
        occurredAt: at(20),
        data: {
          nodeId: 'node-1',
          sessionId: 'session-1',
          device,
          permissions: ['mesh:read'],
          claimDigest: 'digest-of-the-claim-secret',
        },
      },
    ]);
  });

  it('keeps the id of a device that has been a node before', () => {
    const known = { ...connect, device: { ...device, nodeId: 'node-of-last-year' } };
    const state = after(connectDevice(tokenCreated, known));
    expect(after(verifyPin(state, verify)).deviceNodeId).toBe('node-of-last-year');
  });

  it('still verifies at the very moment of expiry, and not after it', () => {
    expect(verifyPin(deviceConnected, { ...verify, now: LAST_MOMENT }).ok).toBe(true);
    expect(verifyPin(deviceConnected, { ...verify, now: TOO_LATE })).toEqual({
      ok: false,
      error: { kind: 'Expired', expiresAt: LAST_MOMENT },
    });
  });

  it('is refused before a device has connected and after it was verified', () => {
    expect(verifyPin(tokenCreated, verify)).toMatchObject({
      error: { kind: 'WrongState', state: 'TokenCreated' },
    });
    expect(verifyPin(pinVerified, verify)).toMatchObject({
      error: { kind: 'WrongState', state: 'PinVerified' },
    });
  });
});

describe('verifying the PIN of a device at the address of others', () => {
  const tablet = { id: 'tablet', name: 'Tablet' };
  const laptop = { id: 'laptop', name: 'Laptop' };
  const meeting = { ...verify, existingDevices: [tablet, laptop] };

  it('refuses the right PIN, names them and changes nothing', () => {
    expect(verifyPin(deviceConnected, meeting)).toEqual({
      ok: false,
      error: { kind: 'IpConflict', existingDevices: [tablet, laptop], ip: device.ip },
    });
    expect(verifyPin(deviceConnected, { ...meeting, ipConflict: { action: 'reject' } })).toMatchObject({
      error: { kind: 'IpConflict' },
    });
  });

  it.each([{ action: 'allow' }, { action: 'replace', nodeId: 'laptop' }] as const)(
    'lets the device on with the choice %j, and tells the registry of it',
    (ipConflict) => {
      const result = verifyPin(deviceConnected, { ...meeting, ipConflict });
      expect(result.ok && result.value.state.ipConflict).toEqual(ipConflict);
      expect(result.ok && result.value.events[0]).toMatchObject({
        type: 'PinVerified',
        data: { ipConflict },
      });
    },
  );

  it('refuses to replace a device that is not among them', () => {
    const ipConflict = { action: 'replace', nodeId: 'gone' } as const;
    expect(verifyPin(deviceConnected, { ...meeting, ipConflict })).toMatchObject({
      error: { kind: 'IpConflict' },
    });
    expect(verifyPin(deviceConnected, { ...meeting, existingDevices: [], ipConflict }).ok).toBe(true);
  });

  it('never replaces the host', () => {
    const ipConflict = { action: 'replace', nodeId: 'host' } as const;
    for (const existingDevices of [[], [tablet]]) {
      const command = { ...verify, existingDevices, hostId: 'host', ipConflict };
      expect(verifyPin(deviceConnected, command)).toEqual({ ok: false, error: { kind: 'HostStays' } });
      expect(verifyPin(deviceConnected, { ...command, pinDigest: WRONG_PIN })).toMatchObject({
        error: { kind: 'InvalidPin' },
      });
    }
  });

  it('does not count the node that the device itself is', () => {
    const again = after(connectDevice(tokenCreated, { ...connect, device: { ...device, nodeId: 'tablet' } }));
    expect(verifyPin(again, { ...verify, existingDevices: [tablet] }).ok).toBe(true);
    expect(verifyPin(deviceConnected, { ...verify, newNodeId: 'tablet', existingDevices: [tablet] }).ok).toBe(
      true,
    );
  });

  it('judges a wrong PIN first: it uses up an attempt', () => {
    expect(verifyPin(deviceConnected, { ...meeting, pinDigest: WRONG_PIN })).toMatchObject({
      error: { kind: 'InvalidPin', attemptsLeft: 4 },
    });
  });
});

describe('verifying with a wrong PIN', () => {
  const rejected = (attemptsLeft: number): object => ({
    type: 'PinRejected',
    ownerId: deviceConnected.ownerId,
    subject: deviceConnected.pairingId,
    actor: { kind: 'owner' },
    occurredAt: wrong.now,
    data: { attemptsLeft },
  });

  it('uses up an attempt, which is told and is no step of the pairing', () => {
    expect(verifyPin(deviceConnected, wrong)).toEqual({
      ok: false,
      error: {
        kind: 'InvalidPin',
        attemptsLeft: 4,
        transition: {
          state: { ...deviceConnected, attemptsLeft: 4 },
          events: [],
          attempts: [rejected(4)],
        },
      },
    });
  });

  it('fails the pairing with the last attempt', () => {
    expect(verifyPin({ ...deviceConnected, attemptsLeft: 1 }, wrong)).toMatchObject({
      ok: false,
      error: {
        kind: 'InvalidPin',
        attemptsLeft: 0,
        transition: {
          state: {
            kind: 'Failed',
            reason: 'attempts_exceeded',
            stateAtFailure: 'DeviceConnected',
            sequence: 4,
          },
          events: [{ type: 'PairingFailed', sequence: 4, data: { reason: 'attempts_exceeded' } }],
          attempts: [rejected(0)],
        },
      },
    });
  });

  it('is not judged after the expiry', () => {
    expect(verifyPin(deviceConnected, { ...wrong, now: TOO_LATE })).toMatchObject({
      error: { kind: 'Expired' },
    });
  });
});
