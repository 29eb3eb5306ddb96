import { describe, expect, it } from '@jest/globals';
import {
  connected,
  errorOf,
  fixedContext,
  OWNER,
  registeredEvent,
  registrationFailedEvent,
  started,
  valueOf,
  verified,
} from '../../test/fixed-context.js';
import { followRegistration } from '../follow-registration.js';
import { authorizeClaim } from './authorize-claim.js';
import { endPairing } from './end-pairing.js';
import { getPairing } from './get-pairing.js';
import { listPairings } from './list-pairings.js';
import { previewToken } from './preview-token.js';
import { readAudit } from './read-audit.js';
import { readEvents } from './read-events.js';

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

describe('listPairings and readAudit', () => {
  it('page through the pairings, newest first', async () => {
    const { context, passSeconds } = fixedContext();
    for (let count = 0; count < 3; count += 1) {
      await started(context);
      passSeconds(1);
    }
    await endPairing(context, { ownerId, pairingId: 'id-2' }, 'denied');
    const first = valueOf(await listPairings(context, { ownerId, openOnly: false, limit: 2 }));
    expect(first.items.map(({ pairingId }) => pairingId)).toEqual(['id-3', 'id-2']);
    const after = first.nextCursor ?? '';
    expect(after).toMatch(/^[\w-]{1,128}$/);
    const last = valueOf(await listPairings(context, { ownerId, openOnly: false, limit: 2, after }));
    expect(last.items.map(({ pairingId }) => pairingId)).toEqual(['id-1']);
    expect(last.nextCursor).toBeNull();
    const open = valueOf(await listPairings(context, { ownerId, openOnly: true, limit: 10 }));
    expect(open.items.map(({ pairingId }) => pairingId)).toEqual(['id-3', 'id-1']);
    expect(
      valueOf(await listPairings(context, { ownerId: 'owner-2', openOnly: false, limit: 10 })).items,
    ).toEqual([]);
  });

  it('page through the events, oldest first', async () => {
    const { context } = fixedContext();
    const { pairingId } = await verified(context);
    const first = valueOf(await readAudit(context, { ownerId, pairingId, limit: 3 }));
    const after = first.nextCursor ?? '';
    const rest = valueOf(await readAudit(context, { ownerId, pairingId, limit: 3, after }));
    expect([...first.items, ...rest.items].map(({ type }) => type)).toEqual([
      'TokenCreated',
      'DeviceScanned',
      'PinGenerated',
      'PinVerified',
    ]);
    expect(rest.nextCursor).toBeNull();
    const scans = valueOf(await readAudit(context, { ownerId, type: 'DeviceScanned', limit: 3 }));
    expect(scans.items.map(({ sequence }) => sequence)).toEqual([2]);
  });

  it('refuse a cursor that is none of theirs', async () => {
    const { context } = fixedContext();
    const audit = await readAudit(context, { ownerId, limit: 3, after: 'nonsense' });
    const list = await listPairings(context, { ownerId, openOnly: false, limit: 3, after: 'nonsense' });
    for (const reply of [audit, list]) {
      expect(errorOf(reply)).toMatchObject({ code: 'invalid_request', errors: [{ field: 'after' }] });
    }
  });
});

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

describe('previewToken', () => {
  it('tells where a token leads and changes nothing', async () => {
    const { context, committed, passSeconds } = fixedContext();
    const { token, expiresAt } = await started(context);
    expect(valueOf(await previewToken(context, { token }))).toEqual({ state: 'TokenCreated', expiresAt });
    expect(errorOf(await previewToken(context, { token: wrongSecret })).code).toBe('token_not_found');
    passSeconds(301);
    expect(errorOf(await previewToken(context, { token })).code).toBe('token_expired');
    expect(committed).toHaveLength(1);
  });
});

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
