import { describe, expect, it } from '@jest/globals';
import {
  connected,
  errorOf,
  fixedContext,
  registeredEvent,
  registrationFailedEvent,
  valueOf,
  verified,
} from '../../test/fixed-context.js';
import { followRegistration } from './follow-registration.js';

describe('followRegistration', () => {
  it('registers once however often the event comes, and does not publish it again', async () => {
    const { context, committed } = fixedContext();
    const event = registeredEvent(await verified(context));
    const before = committed.length;
    for (let delivery = 0; delivery < 3; delivery += 1) valueOf(await followRegistration(context, event));

    expect(committed.slice(before)).toMatchObject([
      { state: { kind: 'DeviceRegistered', sequence: 5 }, eventsArePublished: true, events: [event] },
    ]);
  });

  it('fails a pairing once with the reason of the registry', async () => {
    const { context, committed } = fixedContext();
    const { pairingId } = await verified(context);
    const event = registrationFailedEvent(pairingId, 'device_limit');
    for (let delivery = 0; delivery < 3; delivery += 1) valueOf(await followRegistration(context, event));
    expect(committed.at(-1)).toMatchObject({ state: { reason: 'device_limit' }, events: [event] });
    expect(await context.repository.readEvents(pairingId, 4)).toEqual([event]);
  });

  it('passes over events that do not fit', async () => {
    const { context } = fixedContext();
    const { pairingId } = await connected(context);
    const verifiedPin = { pairingId, state: 'PinVerified', nodeId: 'n', sessionId: 's' } as const;
    const tooEarly = await followRegistration(context, registeredEvent(verifiedPin));
    expect(errorOf(tooEarly).code).toBe('invalid_transition');
    const denied = registrationFailedEvent(pairingId, 'ip_conflict');
    const notTheRegistrys = { ...denied, data: { ...denied.data, reason: 'denied' } } as const;
    expect(errorOf(await followRegistration(context, notTheRegistrys)).code).toBe('invalid_transition');
    const purged = registeredEvent({ ...verifiedPin, pairingId: 'purged' });
    expect(errorOf(await followRegistration(context, purged)).code).toBe('not_found');
  });
});
