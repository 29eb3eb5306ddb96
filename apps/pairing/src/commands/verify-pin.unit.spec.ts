import { describe, expect, it } from '@jest/globals';
import {
  connected,
  errorOf,
  fixedContext,
  otherPin,
  OWNER,
  registeredEvent,
  registrationFailedEvent,
  started,
  TABLET,
  valueOf,
  verified,
} from '../../test/fixed-context.js';
import { followRegistration } from '../events/follow-registration.js';
import { pinDigestKeyedBy } from '../secrets.js';
import { connectDevice } from './connect-device.js';
import { verifyPin } from './verify-pin.js';

const ownerId = OWNER;

describe('verifyPin', () => {
  it('still verifies the PIN of a pairing that was open when the secret changed, and no other', async () => {
    const { context: before, committed } = fixedContext();
    const { pairingId, pin } = await connected(before);
    const pinDigest = pinDigestKeyedBy('the next secret of thirty-two characters');
    const after = { ...before, pinDigest, previousPinDigests: [before.pinDigest] };
    const forgotten = { ...before, pinDigest };
    expect(errorOf(await verifyPin(forgotten, { ownerId, pairingId, pin })).code).toBe('invalid_pin');
    const wrong = await verifyPin(after, { ownerId, pairingId, pin: otherPin(pin) });
    expect(errorOf(wrong)).toMatchObject({ code: 'invalid_pin', attemptsLeft: 3 });
    expect(valueOf(await verifyPin(after, { ownerId, pairingId, pin })).state).toBe('PinVerified');
    expect(valueOf(await verifyPin(after, { ownerId, pairingId, pin })).state).toBe('PinVerified');
    expect(committed.at(-1)?.state.kind).toBe('PinVerified');
  });

  it('verifies by pairing id and by token', async () => {
    const { context } = fixedContext();
    const first = await connected(context);
    const second = await connected(context);
    const byId = await verifyPin(context, { ownerId, pairingId: first.pairingId, pin: first.pin });
    const byToken = await verifyPin(context, { ownerId, token: second.token, pin: second.pin });
    expect(valueOf(byId)).toMatchObject({ pairingId: first.pairingId, state: 'PinVerified' });
    expect(valueOf(byToken)).toMatchObject({ pairingId: second.pairingId, state: 'PinVerified' });
  });

  it('judges five of 40 wrong PINs that come at once', async () => {
    const { context, committed } = fixedContext();
    const { pairingId, pin } = await connected(context);
    const wrong = { ownerId, pairingId, pin: otherPin(pin) };
    const errors = (await Promise.all(Array.from({ length: 40 }, () => verifyPin(context, wrong)))).map(
      errorOf,
    );

    const judged = errors
      .filter(({ code }) => code === 'invalid_pin')
      .map(({ attemptsLeft }) => attemptsLeft);
    expect(judged.sort()).toEqual([0, 1, 2, 3, 4]);
    expect(errors.filter(({ code }) => code === 'attempts_exceeded')).toHaveLength(35);
    expect(committed.at(-1)?.state).toMatchObject({ kind: 'Failed', reason: 'attempts_exceeded' });
    const events = await context.repository.readEvents(pairingId, 0);
    expect(events.map(({ sequence, type }) => `${sequence} ${type}`).at(-1)).toBe('4 PairingFailed');
    expect(errorOf(await verifyPin(context, { ownerId, pairingId, pin })).code).toBe('attempts_exceeded');
  });

  it('answers the right PIN again with the same value, before and after the registration', async () => {
    const { context } = fixedContext();
    const first = await verified(context);
    const again = { ownerId, token: first.token, pin: first.pin };
    const { pairingId, nodeId, sessionId } = first;
    expect(valueOf(await verifyPin(context, again))).toEqual({
      pairingId,
      nodeId,
      sessionId,
      state: 'PinVerified',
    });
    valueOf(await followRegistration(context, registeredEvent(first)));
    expect(valueOf(await verifyPin(context, again))).toEqual({
      pairingId,
      nodeId,
      sessionId,
      state: 'DeviceRegistered',
    });
    const wrong = await verifyPin(context, { ...again, pin: otherPin(first.pin) });
    expect(errorOf(wrong).code).toBe('invalid_transition');
  });

  it('hides the pairing of another owner and uses up no attempt', async () => {
    const { context } = fixedContext();
    const { token, pairingId, pin } = await connected(context);
    const stranger = { ownerId: 'owner-2', pin: otherPin(pin) };
    expect(errorOf(await verifyPin(context, { ...stranger, pairingId })).code).toBe('not_found');
    expect(errorOf(await verifyPin(context, { ...stranger, token })).code).toBe('token_not_found');
    const wrong = await verifyPin(context, { ownerId, pairingId, pin: otherPin(pin) });
    expect(errorOf(wrong)).toMatchObject({ code: 'invalid_pin', attemptsLeft: 4 });
  });

  it('refuses what leads nowhere', async () => {
    const { context } = fixedContext();
    const { pairingId } = await started(context);
    const unknown = await verifyPin(context, { ownerId, pairingId: 'nobody', pin: '123456' });
    expect(errorOf(unknown).code).toBe('not_found');
    expect(errorOf(await verifyPin(context, { ownerId, pin: '123456' })).code).toBe('invalid_request');
    const tooEarly = await verifyPin(context, { ownerId, pairingId, pin: '123456' });
    expect(errorOf(tooEarly).code).toBe('invalid_transition');
  });

  it('refuses the right PIN after the expiry', async () => {
    const { context, passSeconds } = fixedContext();
    const { pairingId, pin } = await connected(context);
    passSeconds(301);
    expect(errorOf(await verifyPin(context, { ownerId, pairingId, pin })).code).toBe('token_expired');
  });

  it('gives a device without a node id the one that the owner chose', async () => {
    const { context } = fixedContext();
    const { pairingId, pin } = await connected(context);
    const chosen = { ownerId, pairingId, pin, deviceNodeId: 'tablet-1' };
    expect(valueOf(await verifyPin(context, chosen)).nodeId).toBe('tablet-1');
    expect(valueOf(await verifyPin(context, chosen)).nodeId).toBe('tablet-1');
    const other = await verifyPin(context, { ...chosen, deviceNodeId: 'tablet-2' });
    expect(errorOf(other).code).toBe('invalid_request');
  });

  it('refuses another node id than the one that the device brought, at no cost', async () => {
    const { context } = fixedContext();
    const { pairingId, pin } = await connected(context, { ...TABLET, nodeId: 'tablet-1' });
    const reply = await verifyPin(context, {
      ownerId,
      pairingId,
      pin: otherPin(pin),
      deviceNodeId: 'tablet-2',
    });
    expect(errorOf(reply)).toMatchObject({ code: 'invalid_request', errors: [{ field: 'deviceNodeId' }] });
    const right = { ownerId, pairingId, pin, deviceNodeId: 'tablet-1' };
    expect(valueOf(await verifyPin(context, right)).nodeId).toBe('tablet-1');
  });

  it.each(['ip_conflict', 'device_limit', 'identity_mismatch'] as const)(
    'tells the owner that the registry refused with %s',
    async (reason) => {
      const { context } = fixedContext();
      const { token, pairingId, pin } = await verified(context);
      valueOf(await followRegistration(context, registrationFailedEvent(pairingId, reason)));
      expect(errorOf(await verifyPin(context, { ownerId, pairingId, pin })).code).toBe(reason);
      const connect = await connectDevice(context, { token, device: TABLET, ip: '127.0.0.9' });
      expect(errorOf(connect).code).toBe(reason);
    },
  );
});
