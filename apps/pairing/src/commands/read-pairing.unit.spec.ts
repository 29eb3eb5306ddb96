import { describe, expect, it } from '@jest/globals';
import type { PairingReader } from '@meshpair/contracts';
import {
  connected,
  errorOf,
  fixedContext,
  OWNER,
  registrationFailedEvent,
  started,
  valueOf,
  verified,
} from '../../test/fixed-context.js';
import { followRegistration } from '../events/follow-registration.js';
import { getPairing, readEvents } from './read-pairing.js';

const ownerId = OWNER;
const wrongSecret = 'B'.repeat(43);

describe('getPairing and readEvents', () => {
  it('show the owner and the device the pairing without its digests', async () => {
    const { context } = fixedContext();
    const { pairingId, claimSecret, nodeId, sessionId } = await verified(context);
    const seen = valueOf(await getPairing(context, { pairingId, reader: { ownerId } }));
    expect(seen).toMatchObject({ state: 'PinVerified', nodeId, sessionId, attemptsLeft: 5, sequence: 4 });
    expect(seen.device).toMatchObject({ name: 'Tablet', ip: '127.0.0.9', nodeId: null });
    expect(JSON.stringify(seen)).not.toMatch(/digest/i);
    expect(valueOf(await getPairing(context, { pairingId, reader: { claimSecret } }))).toEqual(seen);

    const events = await readEvents(context, { pairingId, reader: { claimSecret }, afterSequence: 2 });
    expect(valueOf(events).items.map(({ id }) => id)).toEqual([`${pairingId}.3`, `${pairingId}.4`]);
  });

  it('tell the owner who did something, and the device not', async () => {
    const { context } = fixedContext();
    const { pairingId, claimSecret } = await verified(context);
    const actorsFor = async (reader: PairingReader): Promise<readonly unknown[]> => {
      const events = await readEvents(context, { pairingId, reader, afterSequence: 0 });
      return valueOf(events).items.map(({ actorkind }) => actorkind);
    };
    expect(await actorsFor({ ownerId })).toEqual(['owner', undefined, undefined, 'owner']);
    expect(await actorsFor({ claimSecret })).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('refuse strangers', async () => {
    const { context } = fixedContext();
    const { pairingId } = await connected(context);
    const codeFor = async (request: Parameters<typeof getPairing>[1]): Promise<string> =>
      errorOf(await getPairing(context, request)).code;
    expect(await codeFor({ pairingId, reader: { ownerId: 'owner-2' } })).toBe('not_found');
    expect(await codeFor({ pairingId, reader: { claimSecret: wrongSecret } })).toBe('unauthorized');
    expect(await codeFor({ pairingId: 'nobody', reader: { ownerId } })).toBe('not_found');
    const unconnected = await started(context);
    const reader = { claimSecret: wrongSecret };
    expect(await codeFor({ pairingId: unconnected.pairingId, reader })).toBe('unauthorized');
    const events = await readEvents(context, { pairingId, reader, afterSequence: 0 });
    expect(errorOf(events).code).toBe('unauthorized');
  });

  it('tell what time is left, and that it has run out before the failure is recorded', async () => {
    const { context, passSeconds } = fixedContext();
    const { pairingId, claimSecret } = await connected(context);
    const reader = { claimSecret };
    passSeconds(299);
    const open = valueOf(await getPairing(context, { pairingId, reader }));
    expect([open.expired, open.secondsLeft]).toEqual([undefined, 1]);
    passSeconds(2);
    const seen = valueOf(await getPairing(context, { pairingId, reader }));
    expect([seen.state, seen.expired, seen.secondsLeft]).toEqual(['DeviceConnected', true, undefined]);
  });

  it('let the device read how its pairing ended, with the registry as the source', async () => {
    const { context } = fixedContext();
    const { pairingId, claimSecret } = await verified(context);
    valueOf(await followRegistration(context, registrationFailedEvent(pairingId, 'ip_conflict')));
    const reader = { claimSecret };
    const seen = valueOf(await getPairing(context, { pairingId, reader }));
    expect(seen).toMatchObject({ state: 'Failed', reason: 'ip_conflict', stateAtFailure: 'PinVerified' });
    const { items } = valueOf(await readEvents(context, { pairingId, reader, afterSequence: 0 }));
    expect(items.map(({ source }) => source.replace('/meshpair/', ''))).toEqual([
      'pairing',
      'pairing',
      'pairing',
      'pairing',
      'registry',
    ]);
  });
});
