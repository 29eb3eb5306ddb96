import { describe, expect, it } from '@jest/globals';
import {
  connected,
  errorOf,
  fixedContext,
  OWNER,
  registeredEvent,
  valueOf,
  verified,
} from '../../test/fixed-context.js';
import { followRegistration } from '../events/follow-registration.js';
import { authorizeClaim } from './read-pairing.js';
import { getPairing } from './read-pairing.js';
import { endPairing } from './start-pairing.js';

const ownerId = OWNER;
const wrongSecret = 'B'.repeat(43);

describe('authorizeClaim', () => {
  it('lets the holder of the claim secret in once the device is registered', async () => {
    const { context } = fixedContext();
    const device = await verified(context);
    const { pairingId, claimSecret, nodeId, sessionId } = device;
    const claim = (secret: string): ReturnType<typeof authorizeClaim> =>
      authorizeClaim(context, { pairingId, claimSecret: secret });
    expect(errorOf(await claim(claimSecret)).code).toBe('not_registered_yet');
    valueOf(await followRegistration(context, registeredEvent(device)));
    expect(valueOf(await claim(claimSecret))).toEqual({ ownerId, nodeId, sessionId });
    expect(errorOf(await claim(wrongSecret)).code).toBe('unauthorized');
    const registered = valueOf(await getPairing(context, { pairingId, reader: { ownerId } }));
    expect(registered.registeredAt).toBe('2026-01-01T12:00:00.000Z');
  });

  it('refuses the device of a failed or unknown pairing', async () => {
    const { context } = fixedContext();
    const { pairingId, claimSecret } = await connected(context);
    await endPairing(context, { ownerId, pairingId }, 'denied');
    expect(errorOf(await authorizeClaim(context, { pairingId, claimSecret })).code).toBe(
      'invalid_transition',
    );
    const unknown = await authorizeClaim(context, { pairingId: 'nobody', claimSecret });
    expect(errorOf(unknown).code).toBe('not_found');
  });
});
