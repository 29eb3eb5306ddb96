import { describe, expect, it } from '@jest/globals';
import { digestOf } from '@meshpair/contracts';
import { askToJoin } from '@meshpair/domain';
import {
  connected,
  errorOf,
  fixedContext,
  OWNER,
  registeredEvent,
  START,
  TABLET,
  valueOf,
} from '../../test/fixed-context.js';
import { followRegistration } from '../events/follow-registration.js';
import type { PairingContext } from '../pairing-context.js';
import { approvePairing } from './confirm-device.js';
import { getPairing } from './read-pairing.js';
import { verifyPin } from './verify-pin.js';

const ownerId = OWNER;
const actor = { keyId: 'key-1' };
const pairingId = 'asked';

/** A device that shows no PIN, and waits for its owner. */
const asked = (context: PairingContext): Promise<unknown> =>
  context.repository.save([
    {
      ...askToJoin({
        start: { pairingId, ownerId, tokenDigest: 'token', permissions: ['mesh:read'], ttlSeconds: 300 },
        approval: 'setup_key',
        device: { ...TABLET, ip: '127.0.0.9' },
        claimDigest: digestOf('secret'),
        now: START,
      }),
      expectedVersion: 0,
    },
  ]);

describe('approving a device', () => {
  it('lets one in that shows no PIN, by the key that approved it, and answers again the same', async () => {
    const { context, committed } = fixedContext();
    await asked(context);
    const approved = valueOf(await approvePairing(context, { ownerId, pairingId, ...actor }));
    expect(approved).toEqual({ pairingId, state: 'PinVerified', nodeId: 'id-1', sessionId: 'id-2' });
    expect(committed.flatMap(({ events }) => events)).toMatchObject([
      { type: 'PinVerified', actor: { kind: 'owner', id: 'key-1' }, data: { approval: 'setup_key' } },
    ]);
    expect(valueOf(await approvePairing(context, { ownerId, pairingId }))).toEqual(approved);
    await followRegistration(context, registeredEvent(approved, 4));
    const view = valueOf(await getPairing(context, { pairingId, reader: { ownerId } }));
    expect(view).toMatchObject({ state: 'DeviceRegistered', approval: 'setup_key', attemptsLeft: null });
  });

  it('is no way round a PIN, and no PIN is a way round it', async () => {
    const { context, committed } = fixedContext();
    const shown = await connected(context);
    const before = committed.length;
    expect(errorOf(await approvePairing(context, { ownerId, pairingId: shown.pairingId }))).toEqual({
      code: 'pin_required',
    });
    await asked(context);
    expect(errorOf(await verifyPin(context, { ownerId, pairingId, pin: '123456' })).code).toBe(
      'invalid_transition',
    );
    expect(committed).toHaveLength(before);
    valueOf(await verifyPin(context, { ownerId, ...shown }));
    expect(errorOf(await approvePairing(context, { ownerId, pairingId: shown.pairingId })).code).toBe(
      'invalid_transition',
    );
    valueOf(await approvePairing(context, { ownerId, pairingId }));
    expect(errorOf(await verifyPin(context, { ownerId, pairingId, pin: '123456' })).code).toBe(
      'invalid_transition',
    );
  });

  it('finds no pairing of another owner', async () => {
    const { context } = fixedContext();
    await asked(context);
    expect(errorOf(await approvePairing(context, { ownerId: 'owner-2', pairingId })).code).toBe('not_found');
  });

  it('asks first who has the address, and goes by the owner’s choice', async () => {
    const { context, registry } = fixedContext();
    registry.answer = { devices: [{ id: 'old', name: 'Old' }], hostId: 'host' };
    await asked(context);
    expect(errorOf(await approvePairing(context, { ownerId, pairingId }))).toMatchObject({
      code: 'ip_conflict',
      existingDevice: { id: 'old', name: 'Old' },
    });
    const replace = { onIpConflict: 'replace', replaceNodeId: 'old' } as const;
    expect(valueOf(await approvePairing(context, { ownerId, pairingId, ...replace }))).toMatchObject({
      state: 'PinVerified',
    });
  });
});
