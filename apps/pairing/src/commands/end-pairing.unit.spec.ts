import { describe, expect, it } from '@jest/globals';
import { connected, errorOf, fixedContext, OWNER, valueOf, verified } from '../../test/fixed-context.js';
import { endPairing } from './start-pairing.js';

const ownerId = OWNER;

describe('endPairing', () => {
  it('ends an open pairing for its owner, once', async () => {
    const { context } = fixedContext();
    const { pairingId } = await connected(context);
    const stranger = await endPairing(context, { ownerId: 'owner-2', pairingId }, 'denied');
    expect(errorOf(stranger).code).toBe('not_found');
    const ended = valueOf(await endPairing(context, { ownerId, pairingId }, 'cancelled'));
    expect(ended).toMatchObject({ state: 'Failed', reason: 'cancelled', device: { name: 'Tablet' } });
    const again = await endPairing(context, { ownerId, pairingId }, 'denied');
    expect(errorOf(again).code).toBe('invalid_transition');
  });

  it('comes too late once the PIN was verified', async () => {
    const { context } = fixedContext();
    const { pairingId } = await verified(context);
    const reply = await endPairing(context, { ownerId, pairingId }, 'denied');
    expect(errorOf(reply).code).toBe('invalid_transition');
  });
});
