import { describe, expect, it } from '@jest/globals';
import { at, everyState, node, pinVerified, register, TOO_LATE } from './given.spec.js';
import { registerDevice } from './register-device.js';

describe('a device that took the place of another', () => {
  it('names the node that went, and otherwise none', () => {
    const replacing = registerDevice(pinVerified, { ...register, replacedNodeId: 'tablet' });
    expect(replacing.ok && replacing.value.events[0]).toMatchObject({ data: { replacedNodeId: 'tablet' } });
    const plain = registerDevice(pinVerified, register);
    expect(JSON.stringify(plain)).not.toContain('replaced');
  });
});

describe('registering a device', () => {
  it('ends the pairing with its node and tokens', () => {
    expect(registerDevice(pinVerified, register)).toEqual({
      ok: true,
      value: {
        state: {
          ...pinVerified,
          kind: 'DeviceRegistered',
          node,
          peerTokenId: 'peer-token-1',
          registeredAt: at(30),
          sequence: 5,
        },
        events: [
          {
            type: 'DeviceRegistered',
            pairingId: 'pairing-1',
            ownerId: 'owner-1',
            sequence: 5,
            occurredAt: at(30),
            data: { node, peerTokenId: 'peer-token-1', sessionId: 'session-1' },
          },
        ],
      },
    });
  });

  it('may come long after the expiry: a verified pairing does not expire', () => {
    expect(registerDevice(pinVerified, { ...register, registeredAt: TOO_LATE }).ok).toBe(true);
  });

  it.each(everyState.filter(({ kind }) => kind !== 'PinVerified'))('is refused in $kind', (state) => {
    expect(registerDevice(state, register)).toMatchObject({
      ok: false,
      error: { kind: 'WrongState', state: state.kind },
    });
  });
});
